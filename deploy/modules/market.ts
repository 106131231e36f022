import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";

import type { MarketParameters } from "../parameters.ts";
import { contractsModule } from "./contracts.ts";
import { genesisModule } from "./genesis.ts";
import { rolesModule } from "./roles.ts";
import { setupModule } from "./setup.ts";

/**
 * A whole market: its contracts, the set-up of its area and the first GRID while the deployer is the only one who may
 * do anything, then the roles, with which the deployer's power ends.
 * @param deployer who sends it
 */
export function marketModule(parameters: MarketParameters, deployer: string) {
  const contracts = contractsModule(parameters, deployer);
  const setup = setupModule(parameters, deployer, contracts);
  const genesis = genesisModule(parameters, deployer, { contracts, setup });
  const roles = rolesModule(parameters, deployer, { contracts, before: genesis });
  return buildModule("Market", (m) => {
    m.useModule(roles);
    return { ...m.useModule(genesis), ...m.useModule(contracts) };
  });
}
