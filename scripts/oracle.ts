// npm run oracle -- [--env FILE]
// An oracle node: takes meters' readings, and attests slots together with its peers. See packages/oracle/README.md.
import { oracleService } from "@gridwatt/oracle";

import { runProcess } from "./service.ts";

await runProcess("oracle", ({ market, environment, tools }) => oracleService(market, { environment, tools }));
