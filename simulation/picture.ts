import type { QuarterOfDay, Totals } from "./totals.ts";
import { SLOTS_PER_DAY } from "./totals.ts";

const [WIDTH, HEIGHT] = [960, 480];
const BOX = { left: 64, right: 896, top: 72, bottom: 424 } as const;
const COLOURS = { generation: "#e0a100", consumption: "#2b6cb0", traded: "#38a169", price: "#b83280" } as const;
/** A scale has at most this many lines. */
const LINES = 5;

/**
 * Draws the average day as SVG: generation, consumption and local trade as power {kW} on the left, the average price
 * {WATT per kWh} on the right, where there was trade.
 */
export function pictureOf(totals: Totals, title: string): string {
  const days = Math.max(1, Math.ceil(totals.slots / SLOTS_PER_DAY));
  // {Wh} in a quarter of an hour, so four of them are {W}
  const power = (pick: (quarter: QuarterOfDay) => bigint) =>
    totals.day.map((quarter) => (Number(pick(quarter)) * 4) / days / 1000);
  const generation = power((quarter) => quarter.generation);
  const consumption = power((quarter) => quarter.consumption);
  const traded = power((quarter) => quarter.traded);
  const prices = totals.day.map(({ value, traded: energy }) =>
    energy === 0n ? null : Number(value) / Number(energy) / 1e4,
  );
  const kw = scaleOf(Math.max(...generation, ...consumption));
  const watt = scaleOf(Math.max(...prices.map((price) => price ?? 0)));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>`,
    `<text x="${BOX.left}" y="28" font-size="16" fill="#1a202c">${escaped(title)}</text>`,
    legend(),
    ...axes(kw, watt),
    `<path d="${areaOf(traded, kw)}" fill="${COLOURS.traded}" fill-opacity="0.35"/>`,
    ...lineOf(generation, kw, COLOURS.generation),
    ...lineOf(consumption, kw, COLOURS.consumption),
    ...lineOf(prices, watt, COLOURS.price, ' stroke-dasharray="4 3"'),
    "</svg>",
    "",
  ].join("\n");
}

interface Scale {
  readonly top: number;
  readonly step: number;
}

/** Round steps that reach above a value. */
function scaleOf(highest: number): Scale {
  const rough = Math.max(highest, 1e-6) / LINES;
  const magnitude = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 1.5, 2, 2.5, 3, 4, 5, 6, 8].find((factor) => factor * magnitude >= rough) ?? 10) * magnitude;
  return { step, top: step * LINES };
}

function axes(kw: Scale, watt: Scale): string[] {
  const lines: string[] = [];
  for (let at = 0; at <= LINES; at += 1) {
    const y = yOf(at * kw.step, kw);
    lines.push(
      `<path d="M${BOX.left} ${y}H${BOX.right}" stroke="#e2e8f0"/>`,
      `<text x="${BOX.left - 8}" y="${y + 4}" text-anchor="end" fill="#4a5568">${labelOf(at * kw.step)}</text>`,
      `<text x="${BOX.right + 8}" y="${y + 4}" fill="${COLOURS.price}">${labelOf(at * watt.step)}</text>`,
    );
  }
  for (let hour = 0; hour <= 24; hour += 3) {
    const text = `${String(hour).padStart(2, "0")}:00`;
    lines.push(`<text x="${xOf(hour * 4)}" y="${BOX.bottom + 20}" text-anchor="middle" fill="#4a5568">${text}</text>`);
  }
  lines.push(
    `<text x="${BOX.left - 8}" y="${BOX.top - 12}" text-anchor="end" fill="#4a5568">kW</text>`,
    `<text x="${BOX.right + 56}" y="${BOX.top - 12}" text-anchor="end" fill="${COLOURS.price}">WATT/kWh</text>`,
  );
  return lines;
}

function legend(): string {
  const names = [
    ["generation", "generation"],
    ["consumption", "consumption"],
    ["traded", "local trade"],
    ["price", "price"],
  ] as const;
  return names
    .map(([key, text], at) => {
      const x = BOX.left + 40 + at * 130;
      return `<rect x="${x}" y="44" width="18" height="6" fill="${COLOURS[key]}"/><text x="${x + 24}" y="51" fill="#1a202c">${text}</text>`;
    })
    .join("");
}

/** Steps, as a slot has one value; broken where there is none. */
function lineOf(values: readonly (number | null)[], scale: Scale, colour: string, style = ""): string[] {
  let path = "";
  values.forEach((value, at) => {
    if (value === null) return;
    const isOpen = at > 0 && values[at - 1] !== null;
    path += `${isOpen ? "V" : `M${xOf(at)} `}${yOf(value, scale)}H${xOf(at + 1)}`;
  });
  return path === "" ? [] : [`<path d="${path}" fill="none" stroke="${colour}" stroke-width="2"${style}/>`];
}

function areaOf(values: readonly number[], scale: Scale): string {
  const steps = values.map((value, at) => `V${yOf(value, scale)}H${xOf(at + 1)}`).join("");
  return `M${BOX.left} ${BOX.bottom}${steps}V${BOX.bottom}Z`;
}

function xOf(quarter: number): number {
  return round(BOX.left + ((BOX.right - BOX.left) * quarter) / SLOTS_PER_DAY);
}

function yOf(value: number, { top }: Scale): number {
  return round(BOX.bottom - ((BOX.bottom - BOX.top) * value) / top);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function labelOf(value: number): string {
  return String(Number(value.toPrecision(3)));
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
