import type { HookContext, NetworkHooks } from "hardhat/types/hooks";

import { reporterOf } from "../reporter.ts";

const SENDS = new Set(["eth_sendTransaction", "eth_sendRawTransaction"]);

export default async (): Promise<Partial<NetworkHooks>> => ({
  async onRequest(context: HookContext, connection, request, next) {
    const response = await next(context, connection, request);
    if (context.globalOptions.gasReport && SENDS.has(request.method) && "result" in response) {
      await reporterOf(context).collect(connection.provider, String(response.result));
    }
    return response;
  },
});
