import { parseEther } from "ethers";

import type { GovernanceStruct } from "../../typechain-types/contracts/governance/GridGovernor.js";

const HOUR = 3600n;

/** Settings as tests have them, by a guardian. */
export function governance(proposalGuardian: string) {
  return {
    votingDelay: 24n * HOUR,
    votingPeriod: 120n * HOUR,
    voteExtension: 24n * HOUR,
    proposalThreshold: parseEther("100000"),
    quorum: 400n,
    timelockDelay: 48n * HOUR,
    proposalGuardian,
  } satisfies GovernanceStruct;
}
