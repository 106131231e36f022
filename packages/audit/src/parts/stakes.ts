import type { MarketEvent } from "@gridwatt/sdk";

import type { Compared } from "../check.ts";
import { Accrual } from "./accrual.ts";
import type { Moment } from "./daily.ts";
import { secondsOf, sum } from "./part.ts";
import { Periods } from "./periods.ts";
import { Pots, worthOf } from "./pots.ts";
import { firstReached, partsOf } from "./slash.ts";
import { Position, StakePool } from "./stake-pool.ts";

export type StakingEvent = Extract<MarketEvent, { readonly contract: "staking" }>;
type EventOf<Name extends StakingEvent["name"]> = Extract<StakingEvent, { readonly name: Name }>;

/** Pool of whoever backs operators by nomination; it is slashed account by account. */
export const NEUTRAL = 0;
/** {wad} of a pool, until another is told. */
const FIRST_POOL_PRICE = 10_000n * 10n ** 18n;

const keyOf = (account: string, pool: number) => [account, pool].join(" ");

/** Pools, what accounts have of them, what leaves and what is earned, as events and the contract's rules make them. */
export class Stakes {
  readonly accrual = new Accrual();
  readonly pools: StakePool[] = [new StakePool()];
  readonly #positions = new Map<string, Position>();
  readonly pots = new Pots();
  /** Whom each account has named to vote. */
  readonly delegates = new Map<string, string>();
  /** {s} Until when what an account withdraws from the neutral pool waits. */
  readonly heldUntil = new Map<string, bigint>();
  /** {wad} slashed and not paid */
  slashed = 0n;
  readonly unbondingPeriods = new Periods();
  /** {wad} */
  poolPrice = FIRST_POOL_PRICE;
  /** What events say of shares and amounts that are moved, of rewards, of claims and of slashes. */
  readonly told = {
    moved: [] as Compared[],
    accrued: [] as Compared[],
    claimed: [] as Compared[],
    slashed: [] as Compared[],
  };
  /** {wad} of the account that is being slashed, taken of what it unbonded */
  #ofUnbondings = 0n;

  get positions(): Iterable<Position> {
    return this.#positions.values();
  }

  /** {wad} that an account has earned in a pool at a time {s}, and not claimed */
  rewardsAt(position: Position, time: bigint): bigint {
    return position.rewardsAt(this.#pool(position.pool).earnedAt(this.accrual.at(time).index).perShare);
  }

  votesOf(delegate: string): bigint {
    const shares = this.pools.map(() => 0n);
    for (const { account, pool, shares: own } of this.positions) {
      if (this.delegates.get(account) === delegate) shares[pool] = (shares[pool] ?? 0n) + own.now;
    }
    return sum(this.pools.map((pool, at) => pool.votesOf(shares[at] ?? 0n)));
  }

  /** What an account had of a pool when the present day began. */
  sharesAt(account: string, { pool, epoch }: { readonly pool: number; readonly epoch: number }): bigint {
    return this.#positions.get(keyOf(account, pool))?.shares.at(epoch) ?? 0n;
  }

  apply(event: StakingEvent, at: Moment): void {
    switch (event.name) {
      case "Staked":
        return this.#stake(event, at);
      case "Unbonded":
        return this.#unbond(event, at);
      case "UnbondedWithdrawn":
        return this.#withdraw(event);
      case "PoolSlashed":
        return this.#slashPool(event, at);
      case "UnbondingSlashed":
        return this.#slashUnbonding(event);
      case "AccountSlashed":
        return this.#slashAccount(event, at);
      case "SlashedPaid":
        this.slashed -= event.amount.base;
        return;
      case "DelegateChanged":
        this.delegates.set(event.delegator, event.to);
        return;
      case "AccountHeld":
        this.heldUntil.set(event.account, secondsOf(event.until));
        return;
      default:
        return this.#earn(event, at);
    }
  }

  // --- stakers ----------------------------------------------------------------------------------------------------

  #stake({ pool: number, account, amount, shares }: EventOf<"Staked">, at: Moment): void {
    const [pool, position] = [this.#pool(number), this.#touch({ account, pool: number }, at)];
    const expected = pool.sharesRoundedDown(amount.base);
    this.told.moved.push({ what: `shares for the stake of ${account} in pool ${number}`, expected, found: shares });
    position.shares.set(position.shares.now + shares, at.epoch);
    pool.shares += shares;
    this.#setAssets(pool, pool.assets.now + amount.base, at);
  }

  #unbond(event: EventOf<"Unbonded">, at: Moment): void {
    const { pool: number, account, epoch, left, amount, shares } = event;
    const [pool, position] = [this.#pool(number), this.#touch({ account, pool: number }, at)];
    const unbonding = this.pots.unbonding({ account, pool: number, epoch });
    const { pot } = unbonding;
    const expected = pool.assetsRoundedDown(left);
    const part = pot.assets === 0n ? expected : (expected * pot.shares) / pot.assets;
    const period = at.time + this.unbondingPeriods.now;
    const matures = period < unbonding.maturesAt ? unbonding.maturesAt : period;
    unbonding.maturesAt = secondsOf(event.maturesAt);
    const of = `what ${account} unbonds of pool ${number}`;
    this.told.moved.push({ what: of, expected, found: amount.base });
    this.told.moved.push({ what: `shares for ${of}`, expected: part, found: shares });
    this.told.moved.push({ what: `end of ${of}`, expected: matures, found: unbonding.maturesAt });
    position.shares.set(position.shares.now - left, at.epoch);
    pool.shares -= left;
    this.#setAssets(pool, pool.assets.now - amount.base, at);
    pot.assets += amount.base;
    pot.shares += shares;
    unbonding.shares += shares;
  }

  #withdraw({ pool, account, epoch, amount }: EventOf<"UnbondedWithdrawn">): void {
    const unbonding = this.pots.unbonding({ account, pool, epoch });
    const what = `what ${account} withdraws of pool ${pool}, unbonded on day ${epoch}`;
    this.told.moved.push({ what, expected: worthOf(unbonding), found: amount.base });
    unbonding.pot.assets -= amount.base;
    unbonding.pot.shares -= unbonding.shares;
    [unbonding.shares, unbonding.maturesAt] = [0n, 0n];
  }

  // --- slashes ----------------------------------------------------------------------------------------------------

  #slashPool({ pool: number, fromEpoch, amount }: EventOf<"PoolSlashed">, at: Moment): void {
    this.#touchPool(number, at);
    const [pool, first] = [this.#pool(number), firstReached(fromEpoch, at.epoch)];
    const reached = Array.from({ length: at.epoch - first + 1 }, (_, day) => this.pots.of(number, first + day));
    const amounts = [...reached.map(({ assets }) => assets), pool.assets.now];
    this.#tellSlash(`slash of pool ${number}`, { most: sum(amounts), found: amount.base });
    const parts = partsOf(amounts, amount.base);
    for (const [day, pot] of reached.entries()) pot.assets -= parts[day] ?? 0n;
    const own = parts.at(-1) ?? 0n;
    if (own !== 0n) {
      this.#setAssets(pool, pool.assets.now - own, at);
      pool.countAfterSlash();
    }
    this.slashed += amount.base;
  }

  #slashUnbonding({ account, epoch, amount: { base } }: EventOf<"UnbondingSlashed">): void {
    const unbonding = this.pots.unbonding({ account, pool: NEUTRAL, epoch });
    const { pot } = unbonding;
    const held = worthOf(unbonding);
    this.#tellSlash(`slash of what ${account} unbonded on day ${epoch}`, { most: held, found: base });
    const shares = base >= held ? unbonding.shares : (base * pot.shares + pot.assets - 1n) / pot.assets;
    unbonding.shares -= shares;
    pot.shares -= shares;
    pot.assets -= base;
    this.#ofUnbondings += base;
  }

  #slashAccount({ account, amount }: EventOf<"AccountSlashed">, at: Moment): void {
    const [pool, position] = [this.#pool(NEUTRAL), this.#touch({ account, pool: NEUTRAL }, at)];
    const taken = amount.base - this.#ofUnbondings;
    this.#ofUnbondings = 0n;
    const [own, held] = [position.shares.now, pool.assetsRoundedDown(position.shares.now)];
    this.#tellSlash(`slash of ${account}`, { most: held, found: taken });
    if (taken !== 0n) {
      const asked = pool.sharesRoundedUp(taken);
      const shares = taken === held || asked > own ? own : asked;
      position.shares.set(own - shares, at.epoch);
      pool.shares -= shares;
      this.#setAssets(pool, pool.assets.now - taken, at);
    }
    this.slashed += amount.base;
  }

  #tellSlash(what: string, { most, found }: { readonly most: bigint; readonly found: bigint }): void {
    this.told.slashed.push({ what, expected: found > most ? most : found, found });
  }

  // --- rewards and rules ------------------------------------------------------------------------------------------

  #earn(event: StakingEvent, at: Moment): void {
    switch (event.name) {
      case "RewardsAccrued":
        return this.#accrue(event, at);
      case "RewardsFunded":
        this.accrual.accrue(at.time);
        this.accrual.free += event.amount.base;
        return;
      case "RewardsClaimed":
        return this.#claim(event, at);
      case "CommissionClaimed":
        return this.#claimCommission(event);
      case "RewardRateSet":
        this.accrual.accrue(at.time);
        this.accrual.rate = event.ratePerSecond;
        return;
      case "UnbondingPeriodSet":
        this.unbondingPeriods.set(BigInt(event.period), at.time);
        return;
      case "PoolPriceSet":
        this.poolPrice = event.price.base;
        return;
      default:
        return this.#changePool(event, at);
    }
  }

  #accrue({ index, promised }: EventOf<"RewardsAccrued">, { time }: Moment): void {
    this.accrual.accrue(time);
    this.told.accrued.push({ what: `index at ${time} s`, expected: this.accrual.index, found: index });
    const [expected, found] = [this.accrual.promised, promised.base];
    this.told.accrued.push({ what: `promised at ${time} s`, expected, found });
  }

  #claim({ pool, account, amount }: EventOf<"RewardsClaimed">, at: Moment): void {
    const position = this.#touch({ account, pool }, at);
    const what = `claim of ${account} in pool ${pool}`;
    this.told.claimed.push({ what, expected: position.rewards, found: amount.base });
    position.rewards = 0n;
    this.accrual.promised -= amount.base;
  }

  #claimCommission({ pool: number, amount }: EventOf<"CommissionClaimed">): void {
    const pool = this.#pool(number);
    const what = `commission of pool ${number}`;
    this.told.claimed.push({ what, expected: pool.commissionOwed, found: amount.base });
    pool.commissionOwed = 0n;
    this.accrual.promised -= amount.base;
  }

  #changePool(event: StakingEvent, at: Moment): void {
    switch (event.name) {
      case "PoolOpened":
        this.#touchPool(event.pool, at);
        Object.assign(this.#pool(event.pool), { operator: event.operator, commission: BigInt(event.commission) });
        return;
      case "CommissionAnnounced":
        this.#touchPool(event.pool, at);
        this.#pool(event.pool).announced = { commission: BigInt(event.commission), fromEpoch: event.fromEpoch };
        return;
      case "PoolStopped":
        return this.#stop(event, at);
      case "PoolHeld":
        this.#pool(event.pool).holds = event.holds;
    }
  }

  #stop({ pool: number, stopped }: EventOf<"PoolStopped">, at: Moment): void {
    this.#touchPool(number, at);
    const pool = this.#pool(number);
    this.accrual.active += stopped ? -pool.assets.now : pool.assets.now;
    pool.stopped.set(stopped ? 1n : 0n, at.epoch);
  }

  // --- internals --------------------------------------------------------------------------------------------------

  /** Brings a pool's earnings up to now. @returns what a share has earned */
  #touchPool(pool: number, { time, epoch }: Moment): bigint {
    this.accrual.accrue(time);
    return this.#pool(pool).earn(this.accrual.index, epoch);
  }

  #touch({ account, pool }: { readonly account: string; readonly pool: number }, at: Moment): Position {
    const key = keyOf(account, pool);
    const position = this.#positions.get(key) ?? new Position({ account, pool });
    this.#positions.set(key, position);
    position.earn(this.#touchPool(pool, at));
    return position;
  }

  #setAssets(pool: StakePool, assets: bigint, { epoch }: Moment): void {
    if (!pool.isStopped) this.accrual.active += assets - pool.assets.now;
    pool.assets.set(assets, epoch);
  }

  #pool(number: number): StakePool {
    const pool = this.pools[number] ?? new StakePool();
    this.pools[number] = pool;
    return pool;
  }
}
