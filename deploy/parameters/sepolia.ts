import { local } from "./local.ts";
import type { HumanParameters } from "./types.ts";

/**
 * A test network. One key sends the deployment and holds every role, so that one person can try the market: who
 * deploys for others names their addresses here, and the deployer keeps nothing.
 */
export const sepolia: HumanParameters = {
  ...local,
  grid: { ...local.grid, genesis: "sepolia" },
  delivery: { ...local.delivery, operators: ["#0"] },
  reserve: { ...local.reserve, attestors: ["#0"] },
  holders: {
    governor: "#0",
    guardian: ["#0"],
    balancingParty: ["#0"],
    ramp: ["#0"],
    compliance: ["#0"],
    gridManager: ["#0"],
    marketRules: ["#0"],
    listing: ["#0"],
    gridMinter: ["#0"],
    oracleManager: ["#0"],
    reserveManager: ["#0"],
    stakingRules: ["#0"],
    treasury: ["#0"],
    appeals: ["#0"],
    freezer: ["#0"],
    legalEnforcer: ["#0"],
  },
  governance: { ...local.governance, proposalGuardian: "#0" },
  compliance: { ...local.compliance, providers: [{ jurisdiction: "SANDBOX", provider: "#0" }] },
  operators: local.operators.map((operator) => ({ ...operator, admin: "#0", payees: [{ payee: "#0", share: "1" }] })),
  zones: local.zones.map((zone) => ({ ...zone, registrar: "#0" })),
};
