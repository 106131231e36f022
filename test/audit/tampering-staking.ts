import { parseEther } from "ethers";

import { at, ask, seeEach, type Asked, type Tampering } from "./tamper.ts";

/** Of staking and of GRID, in the order of their declarations. */
const STAKING = {
  ...{ earning: 0n, funds: 1n, delegates: 5n, votingShares: 8n, pools: 10n, positions: 12n, leaving: 13n },
  ...{ unbondings: 14n, holds: 15n, heldUntil: 16n, slashed: 17n, rules: 18n, poolOf: 19n, poolPrice: 20n },
} as const;
const GRID = { balances: 0n, supply: 2n, delegates: 8n } as const;

/** {bit} Where things lie in the words of a pool, of what has left one, and of what is earned. */
const BIT = {
  pool: { shares: 96n, commission: 200n, isStopped: 224n, isDead: 232n, commissionOwed: 128n },
  unbonding: { maturesAt: 104n },
  earning: { active: 128n, updatedAt: 224n },
  funds: { rate: 192n },
  rules: { poolCount: 168n, period: 200n },
  position: { rewards: 104n },
} as const;
/** {wad} */
const MUCH = parseEther("1000000");
const NEUTRAL = 0n;

describe("an audit of a market whose staking was changed", () => {
  seeEach((clientOf) => {
    const asked = { ...ask(clientOf), stakers: stakersOf(ask(clientOf)) };
    return [
      ...poolCases(asked),
      ...leavingCases(asked),
      ...rewardCases(asked),
      ...voteCases(asked),
      ...gridCases(asked),
    ];
  });
});

type Told = Asked & { readonly stakers: ReturnType<typeof stakersOf> };

/** Who did what first. */
function stakersOf({ first }: Asked) {
  return {
    /** Of pools 1 to 3. */
    operator: async () => BigInt((await first("PoolOpened")).operator),
    /** Has unbonded of the neutral pool and of the first, and names itself to vote. */
    nominator: async () => BigInt((await first("Nominated")).nominator),
    /** Whose withdrawals from the neutral pool wait. */
    held: async () => BigInt((await first("AccountHeld")).account),
    /** Day on which it unbonded. */
    day: async () => BigInt((await first("Unbonded")).epoch),
  };
}
function poolCases({ stakers }: Told): readonly Tampering[] {
  return [
    {
      what: "the operator of a pool",
      contract: "staking",
      place: () => at(STAKING.pools, 3n) + 2n,
      by: 1n,
      red: ["staking.pools"],
    },
    {
      what: "the commission of a pool",
      contract: "staking",
      place: () => at(STAKING.pools, 3n),
      by: 1n << BIT.pool.commission,
      red: ["staking.pools"],
    },
    {
      what: "that a pool earns",
      contract: "staking",
      place: () => at(STAKING.pools, 2n),
      by: 1n << BIT.pool.isStopped,
      red: ["staking.pools", "rewards.earned", "election.electable"],
    },
    {
      what: "that a pool is dead",
      contract: "staking",
      place: () => at(STAKING.pools, 3n),
      by: -1n << BIT.pool.isDead,
      red: ["staking.pools"],
    },
    {
      what: "the stake of a pool",
      contract: "staking",
      place: () => at(STAKING.pools, 3n),
      by: 1n,
      red: ["staking.pools", "staking.balance"],
    },
    {
      what: "the shares of a pool",
      contract: "staking",
      place: () => at(STAKING.pools, 3n),
      by: 1n << BIT.pool.shares,
      red: ["staking.pools", "staking.shares"],
    },
    {
      what: "how many pools there are",
      contract: "staking",
      place: () => STAKING.rules,
      by: 1n << BIT.rules.poolCount,
      red: ["staking.pools"],
    },
    {
      what: "the pool of an operator",
      contract: "staking",
      place: async () => at(STAKING.poolOf, await stakers.operator()),
      by: 1n,
      red: ["staking.operators"],
    },
    {
      what: "the shares of an account",
      contract: "staking",
      place: async () => at(STAKING.positions, await stakers.nominator(), 1n),
      by: 1n,
      red: ["staking.positions", "staking.shares"],
    },
  ];
}

function leavingCases({ stakers }: Told): readonly Tampering[] {
  return [
    {
      what: "what an account has unbonded",
      contract: "staking",
      place: async () => at(STAKING.unbondings, await stakers.nominator(), 1n, await stakers.day()),
      by: 1n,
      red: ["staking.unbondings"],
    },
    {
      what: "when it matures",
      contract: "staking",
      place: async () => at(STAKING.unbondings, await stakers.nominator(), 1n, await stakers.day()),
      by: 1n << BIT.unbonding.maturesAt,
      red: ["staking.unbondings"],
    },
    {
      what: "what was withdrawn",
      contract: "staking",
      place: async () => at(STAKING.unbondings, await stakers.nominator(), NEUTRAL, await stakers.day()),
      by: 1n,
      red: ["staking.unbondings"],
    },
    {
      what: "what has left a pool",
      contract: "staking",
      place: async () => at(STAKING.leaving, 3n, await stakers.day()),
      by: 1n,
      red: ["staking.left"],
    },
    {
      what: "what was slashed",
      contract: "staking",
      place: () => STAKING.slashed,
      by: 1n,
      red: ["staking.balance", "rewards.funds", "pots.kept"],
    },
    {
      what: "that withdrawals wait",
      contract: "staking",
      place: () => at(STAKING.holds, 2n),
      by: -1n,
      red: ["staking.rules"],
    },
    {
      what: "until when an account's withdrawals wait",
      contract: "staking",
      place: async () => at(STAKING.heldUntil, await stakers.held()),
      by: 1n,
      red: ["staking.rules"],
    },
    {
      what: "how long GRID waits that leaves",
      contract: "staking",
      place: () => STAKING.rules,
      by: 1n << BIT.rules.period,
      red: ["staking.rules"],
    },
    {
      what: "what a pool costs",
      contract: "staking",
      place: () => STAKING.poolPrice,
      by: 1n,
      red: ["staking.rules"],
    },
  ];
}

function rewardCases({ stakers }: Told): readonly Tampering[] {
  return [
    {
      what: "what rewards are left",
      contract: "staking",
      place: () => STAKING.funds,
      by: 1n,
      red: ["staking.balance", "rewards.funds"],
    },
    {
      what: "how long rewards last",
      contract: "staking",
      place: () => STAKING.earning,
      by: parseEther("1000") << BIT.earning.active,
      red: ["rewards.funded-until"],
    },
    {
      what: "up to when it is earned",
      contract: "staking",
      place: () => STAKING.earning,
      by: 3_600n << BIT.earning.updatedAt,
      red: ["rewards.funded-until", "rewards.earned"],
    },
    {
      what: "what a GRID has earned",
      contract: "staking",
      place: () => STAKING.earning,
      by: 10n ** 9n,
      red: ["rewards.earned", "rewards.promised"],
    },
    {
      what: "the rate of rewards",
      contract: "staking",
      place: () => STAKING.funds,
      by: 1n << BIT.funds.rate,
      red: ["staking.rules", "rewards.earned", "rewards.promised"],
    },
    {
      what: "the rewards of an account",
      contract: "staking",
      place: async () => at(STAKING.positions, await stakers.nominator(), 1n) + 1n,
      by: 1n << BIT.position.rewards,
      red: ["rewards.earned"],
    },
    {
      what: "rewards that nobody funded",
      contract: "staking",
      place: async () => at(STAKING.positions, await stakers.nominator(), 1n) + 1n,
      by: MUCH << BIT.position.rewards,
      red: ["rewards.earned", "rewards.promised"],
    },
    {
      what: "the commission of an operator",
      contract: "staking",
      place: () => at(STAKING.pools, 2n) + 1n,
      by: 1n << BIT.pool.commissionOwed,
      red: ["rewards.commission"],
    },
  ];
}

/** Where a delegate's present votes of its first pool lie. */
const votesOf = (delegate: bigint) => at(STAKING.votingShares, delegate);

function voteCases({ addressOf, stakers }: Told): readonly Tampering[] {
  return [
    {
      what: "who votes for somebody",
      contract: "staking",
      place: async () => at(STAKING.delegates, await stakers.nominator()),
      by: 1n,
      red: ["votes.delegates"],
    },
    {
      what: "the votes of a delegate",
      contract: "staking",
      place: async () => votesOf(await stakers.nominator()),
      by: 1_000n,
      red: ["votes.staked"],
    },
    {
      what: "more votes than there is GRID",
      contract: "staking",
      place: async () => votesOf(await stakers.nominator()),
      by: 1_000n * MUCH,
      red: ["votes.staked", "votes.once"],
    },
    {
      what: "that staked GRID votes as a token too",
      contract: "grid",
      place: () => at(GRID.delegates, addressOf("staking")),
      by: 1n,
      red: ["votes.once"],
    },
  ];
}

function gridCases({ addressOf, stakers }: Told): readonly Tampering[] {
  return [
    {
      what: "somebody's GRID",
      contract: "grid",
      place: async () => at(GRID.balances, await stakers.nominator()),
      by: 1n,
      red: ["grid.supply", "grid.balances"],
    },
    { what: "the supply of GRID", contract: "grid", place: () => GRID.supply, by: 1n, red: ["grid.supply"] },
    {
      what: "the GRID of staking",
      contract: "grid",
      place: () => at(GRID.balances, addressOf("staking")),
      by: 1n,
      red: ["grid.supply", "grid.balances", "staking.balance"],
    },
    {
      what: "the GRID of the election",
      contract: "grid",
      place: () => at(GRID.balances, addressOf("election")),
      by: 1n,
      red: ["grid.supply", "grid.balances", "election.deposits"],
    },
  ];
}
