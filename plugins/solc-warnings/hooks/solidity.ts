import { rm } from "node:fs/promises";
import { join } from "node:path";

import { HardhatPluginError } from "hardhat/plugins";
import type { HookContext, SolidityHooks } from "hardhat/types/hooks";
import type { CompilerOutputError } from "hardhat/types/solidity";

/** Contract and creation code above the limits: while one is being written that is no reason to stop. */
const SIZE_WARNINGS = new Set(["5574", "3860"]);

export default async (): Promise<Partial<SolidityHooks>> => ({
  async getCompilationJobErrors(context: HookContext, job, output, next) {
    const all = await next(context, job, output);
    const warnings = all.filter((found) => found.severity === "warning" && !SIZE_WARNINGS.has(found.errorCode ?? ""));
    const ours = warnings.filter((found) => fileOf(found).startsWith("./contracts/"));
    if (ours.length > 0 && !context.globalOptions.coverage) {
      // Hardhat has filed the job as done by now: the next build would find nothing to compile and pass.
      await rm(join(context.config.paths.cache, "compile-cache.json"), { force: true });
      const texts = ours.map((found) => found.formattedMessage ?? found.message);
      throw new HardhatPluginError("solc-warnings", `warnings are errors\n\n${texts.join("\n")}`);
    }
    return all.filter((found) => found.severity === "error" || !fileOf(found).includes("node_modules/"));
  },
});

/** Hardhat has put the file's path into the message and dropped the structured location. */
function fileOf({ formattedMessage = "" }: CompilerOutputError): string {
  return /-->\s+([^\s:]+)/.exec(formattedMessage)?.[1] ?? "";
}
