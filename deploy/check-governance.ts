import type { Deployment } from "@gridwatt/sdk";
import type { Provider } from "ethers";
import { ZeroHash } from "ethers";

import type { RoleReport, RoleRow } from "./check-roles.ts";
import { connectContracts, INTERFACES } from "./contracts.ts";
import type { MarketParameters } from "./parameters.ts";
import { eventsSince, membersBy, refusingBy } from "./probe.ts";
import { CONTRACTS } from "./roles.ts";

/** What only the timelock may call, and by which error a stranger learns it. */
const OWN = [
  { name: "governor", error: "GovernorOnlyExecutor" },
  { name: "timelock", error: "TimelockUnauthorizedCaller" },
] as const;

/**
 * Holds a deployed governance against the parameters: whose votes the governor counts, how it is set, who may cancel, that only
 * the governor has a part in the timelock, and that nobody is the timelock's admin but itself.
 */
export async function checkGovernance(
  deployment: Deployment,
  { parameters, provider }: { readonly parameters: MarketParameters; readonly provider: Provider },
): Promise<Pick<RoleReport, "rows" | "problems">> {
  const rows: RoleRow[] = [];
  const problems: string[] = [];
  const expect = (what: string, { is, intended }: { is: unknown; intended: unknown }) => {
    if (is !== intended) problems.push(`${what} is ${String(is)}, not ${String(intended)}`);
  };
  const { governor, timelock, votes } = connectContracts(deployment.contracts, provider);
  const at = deployment.contracts;
  const wants = parameters.governance;

  expect("the governor's timelock", { is: await governor.timelock(), intended: at.timelock });
  expect("what the governor counts", { is: await governor.token(), intended: at.votes });
  expect("the token of the votes", { is: await votes.GRID(), intended: at.grid });
  expect("the staking of the votes", { is: await votes.STAKING(), intended: at.staking });
  expect("the voting delay", { is: await governor.votingDelay(), intended: wants.votingDelay });
  expect("the voting period", { is: await governor.votingPeriod(), intended: wants.votingPeriod });
  expect("the extension of votes", { is: await governor.lateQuorumVoteExtension(), intended: wants.voteExtension });
  expect("the proposal threshold", { is: await governor.proposalThreshold(), intended: wants.proposalThreshold });
  expect("the quorum", { is: await governor["quorumNumerator()"](), intended: wants.quorum });
  expect("the timelock's delay", { is: await timelock.getMinDelay(), intended: wants.timelockDelay });
  expect("the proposal guardian", { is: await governor.proposalGuardian(), intended: wants.proposalGuardian });

  const cancel = { contract: CONTRACTS.governor, function: "cancel", role: "proposal guardian" };
  rows.push({ ...cancel, holders: [wants.proposalGuardian] });
  for (const { name, error } of OWN) {
    const own = await refusingBy({ provider, address: at[name], face: INTERFACES[name] }, error);
    for (const fn of own)
      rows.push({ contract: CONTRACTS[name], function: fn, role: "itself", holders: [at.timelock] });
  }
  const members = await membersOf(deployment, provider);
  for (const [role, functions] of [
    ["PROPOSER", "schedule scheduleBatch"],
    ["CANCELLER", "cancel"],
    ["EXECUTOR", "execute executeBatch"],
    ["DEFAULT_ADMIN", "grantRole revokeRole"],
  ] as const) {
    const id = await timelock[`${role}_ROLE`]();
    const intended = role === "DEFAULT_ADMIN" ? at.timelock : at.governor;
    for (const fn of functions.split(" ")) {
      rows.push({ contract: CONTRACTS.timelock, function: fn, role, holders: [intended] });
    }
    const found = [...(members.get(id) ?? [])].join(" ");
    expect(`${role} of the timelock`, { is: found === "" ? "nobody" : found, intended });
    expect(`the admin of ${role}`, { is: await timelock.getRoleAdmin(id), intended: ZeroHash });
    members.delete(id);
  }
  for (const [id, holders] of members) {
    if (holders.size > 0) problems.push(`role ${id} is none of the timelock's, and has holders`);
  }
  return { rows, problems };
}

/** Who holds which role of the timelock, from its events since the deployment. */
async function membersOf({ contracts, startBlock }: Deployment, provider: Provider): Promise<Map<string, Set<string>>> {
  const { timelock } = connectContracts(contracts, provider);
  const { RoleGranted, RoleRevoked } = timelock.filters;
  const since = { provider, startBlock };
  const granted = await eventsSince(since, (from, to) => timelock.queryFilter(RoleGranted(), from, to));
  const revoked = await eventsSince(since, (from, to) => timelock.queryFilter(RoleRevoked(), from, to));
  return membersBy({
    granted: granted.map((event) => ({ event, role: event.args.role, account: event.args.account })),
    revoked: revoked.map((event) => ({ event, role: event.args.role, account: event.args.account })),
  });
}
