import type { HookContext, TestHooks } from "hardhat/types/hooks";

import { printGasReport } from "../reporter.ts";

export default async (): Promise<Partial<TestHooks>> => ({
  async onTestRunDone(context: HookContext, id, next) {
    await next(context, id);
    if (context.globalOptions.gasReport) await printGasReport(context);
  },
});
