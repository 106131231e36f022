// npm run keeper -- [--env FILE]
// A keeper: does what a market needs and anybody may do. See packages/keeper/README.md.
import { keeperService } from "@gridwatt/keeper";

import { runProcess } from "./service.ts";

await runProcess("keeper", ({ market, environment, tools }) => keeperService(market, { environment, tools }));
