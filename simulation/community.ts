import { HEADER } from "./profiles.ts";
import { Random } from "./random.ts";

export interface CommunityRequest {
  readonly accounts: number;
  readonly days: number;
  /** The same seed makes the same community. */
  readonly seed: number;
}

const SLOTS_PER_DAY = 96;
/** Share of the households with a photovoltaic roof. */
const ROOFS = 0.6;

/** A household: how much it uses, when, and its roof. */
interface Household {
  readonly name: string;
  /** {Wh per slot} fridge, router and what is never switched off */
  readonly base: number;
  /** {Wh per slot} at the peak of the morning and of the evening */
  readonly morning: number;
  readonly evening: number;
  /** {slots} how much later than its neighbours it gets up and goes to bed */
  readonly shift: number;
  /** {Wp} of its roof; 0 without one */
  readonly roof: number;
}

/**
 * A made-up community, line by line in the format of `readProfiles`. Load: a base, a morning peak around 07:15 and an
 * evening peak around 19:15, both bell-shaped, each slot times 0.5 to 1.5. Photovoltaics: six roofs in ten of 3 to 10 kWp,
 * clear-sky output as the square of a sine between 06:00 and 20:00, times the day's cloud cover, which all share, times
 * passing clouds.
 */
export function* communityLines(request: CommunityRequest): Generator<string> {
  const random = new Random(request.seed);
  const households = Array.from({ length: request.accounts }, (_, at) => householdOf(random, at + 1));
  yield HEADER;
  for (let day = 0; day < request.days; day += 1) {
    const sky = random.between(0.25, 1);
    for (let of = 0; of < SLOTS_PER_DAY; of += 1) {
      const clouds = sky * random.between(0.85, 1);
      for (const household of households) {
        const generation = Math.floor(generationOf(household, of) * clouds * random.between(0.95, 1));
        const consumption = Math.floor(consumptionOf(household, of) * random.between(0.5, 1.5));
        yield `${day * SLOTS_PER_DAY + of},${household.name},${generation},${consumption}`;
      }
    }
  }
}

function householdOf(random: Random, number: number): Household {
  const [base, morning, evening] = [random.between(20, 60), random.between(80, 250), random.between(150, 450)];
  const shift = random.between(-4, 4);
  const roof = random.next() < ROOFS ? random.between(3_000, 10_000) : 0;
  return { name: `home-${String(number).padStart(3, "0")}`, base, morning, evening, shift, roof };
}

function consumptionOf({ base, morning, evening, shift }: Household, slot: number): number {
  return base + morning * bell(slot - shift, 29, 5) + evening * bell(slot - shift, 77, 9);
}

/** A roof gives its rated power for a quarter of an hour at the height of a clear day. */
function generationOf({ roof }: Household, slot: number): number {
  const [sunrise, sunset] = [24, 80];
  if (slot < sunrise || slot >= sunset) return 0;
  return (roof / 4) * Math.sin((Math.PI * (slot + 0.5 - sunrise)) / (sunset - sunrise)) ** 2;
}

function bell(at: number, centre: number, width: number): number {
  return Math.exp(-(((at - centre) / width) ** 2));
}
