/** A column of a table. */
export interface Column {
  readonly head: string;
  readonly align?: "left" | "right";
}

/** Plain columns under their heads, for people and for `grep`: no frames, two spaces between. */
export function formatTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const widths = columns.map(({ head }, at) => Math.max(head.length, ...rows.map((row) => row[at]?.length ?? 0)));
  const line = (cells: readonly string[]): string => {
    const padded = columns.map(({ align }, at) => {
      const cell = cells[at] ?? "";
      return align === "right" ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0);
    });
    return padded.join("  ").trimEnd();
  };
  return [
    line(columns.map(({ head }) => head)),
    widths.map((width) => "-".repeat(width)).join("  "),
    ...rows.map(line),
  ].join("\n");
}
