import type { RoleReport } from "../deploy/check-roles.ts";
import { formatTable } from "./table.ts";

/** Who may do what, and who else than the timelock holds what sets parameters. */
export function formatRoles({ rows, keys }: RoleReport): string {
  const heads = ["contract", "function", "role", "held by"];
  const table = formatTable(
    heads.map((head) => ({ head })),
    rows.map((row) => [row.contract, row.function, row.role, row.holders.join(" ")]),
  );
  const told = keys.map(({ role, holder }) => `\nheld by a key, not by the timelock: ${role} ${holder}`);
  return `${table}\n${told.join("")}`.trimEnd();
}
