/** Rows by column, every cell as text. */
export interface Table<Column extends string = string> {
  readonly columns: readonly Column[];
  readonly rows: readonly Readonly<Record<Column, string>>[];
}

/** A table as RFC 4180 has it: comma, CRLF after every line, quotes where a cell needs them. */
export function toCsv<Column extends string>({ columns, rows }: Table<Column>): string {
  const lines = [columns, ...rows.map((row) => columns.map((column) => row[column]))];
  return lines.map((cells) => `${cells.map(cellOf).join(",")}\r\n`).join("");
}

function cellOf(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
