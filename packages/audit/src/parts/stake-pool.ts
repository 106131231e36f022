import { ZeroAddress } from "ethers";

import { Daily } from "./daily.ts";

export const RAY = 10n ** 27n;
/** With so many digits more is kept what a share has earned. */
const SHARE_SCALE = 10n ** 9n;
/** {share} of a wei while nothing was slashed */
const SHARES_PER_WEI = 1_000n;
/** Of what a share was worth at first, this part is the least in a pool that is not dead. */
const DEAD_PART = 16n;
/** {basis point} */
const WHOLE = 10_000n;

/** A pool of staked GRID, with the contract's rounding. Amounts in base units. */
export class StakePool {
  operator = ZeroAddress;
  /** {basis point} */
  commission = 0n;
  /** Commission from a day on; null where none is announced. */
  announced: { readonly commission: bigint; readonly fromEpoch: number } | null = null;
  /** 1 while it is. */
  readonly stopped = new Daily();
  isDead = false;
  readonly assets = new Daily();
  shares = 0n;
  commissionOwed = 0n;
  /** For how many slashes that may come withdrawals wait. */
  holds = 0;
  /** {ray} what shares of a wei count as votes since the last slash */
  #rate = RAY;
  /** {ray} up to which it has earned */
  #index = 0n;
  /** {ray x SHARE_SCALE} what a share has earned */
  #perShare = 0n;

  get isStopped(): boolean {
    return this.stopped.now === 1n;
  }

  /** What a share, and the operator besides, will have earned when a GRID has earned so much {ray}. */
  earnedAt(index: bigint): { readonly perShare: bigint; readonly commission: bigint } {
    const [perShare, grown] = [this.#perShare, index - this.#index];
    if (grown === 0n || this.shares === 0n || this.isStopped) return { perShare, commission: 0n };
    const earned = this.assets.now * grown;
    const part = (earned * this.commission) / WHOLE;
    return { perShare: perShare + ((earned - part) * SHARE_SCALE) / this.shares, commission: part / RAY };
  }

  /** Earns up to an index {ray}. @returns what a share has earned */
  earn(index: bigint, epoch: number): bigint {
    const { perShare, commission } = this.earnedAt(index);
    [this.#index, this.#perShare] = [index, perShare];
    this.commissionOwed += commission;
    this.#announce(epoch);
    return perShare;
  }

  /** {basis point} Which commission counts on a day, and which is announced: without stake a pool may be passed over. */
  commissionOn(epoch: number): Pick<StakePool, "commission" | "announced"> {
    const { commission, announced } = this;
    if (this.assets.now !== 0n || announced === null || announced.fromEpoch > epoch) return { commission, announced };
    return { commission: announced.commission, announced: null };
  }

  sharesRoundedDown(assets: bigint): bigint {
    return (assets * (this.shares + SHARES_PER_WEI)) / (this.assets.now + 1n);
  }

  sharesRoundedUp(assets: bigint): bigint {
    const one = this.assets.now + 1n;
    return (assets * (this.shares + SHARES_PER_WEI) + one - 1n) / one;
  }

  assetsRoundedDown(shares: bigint): bigint {
    return (shares * (this.assets.now + 1n)) / (this.shares + SHARES_PER_WEI);
  }

  /** Votes that so many shares count. */
  votesOf(shares: bigint): bigint {
    return (shares * this.#rate) / (SHARES_PER_WEI * RAY);
  }

  /** What a slash has left is all that shares count from now on. */
  countAfterSlash(): void {
    const isNearlyGone = this.assets.now * SHARES_PER_WEI * DEAD_PART < this.shares;
    if (this.assets.now === 0n || isNearlyGone) this.isDead = true;
    const rate = this.shares === 0n ? 0n : (this.assets.now * SHARES_PER_WEI * RAY) / this.shares;
    // The contract keeps no 0 but for pools that were never slashed.
    this.#rate = rate === 0n ? 1n : rate;
  }

  #announce(epoch: number): void {
    if (this.announced === null || this.announced.fromEpoch > epoch) return;
    [this.commission, this.announced] = [this.announced.commission, null];
  }
}

/** What an account has of a pool. */
export class Position {
  readonly account: string;
  readonly pool: number;
  readonly shares = new Daily();
  rewards = 0n;
  #paid = 0n;

  constructor({ account, pool }: { readonly account: string; readonly pool: number }) {
    [this.account, this.pool] = [account, pool];
  }

  /** {wad} earned and not claimed, when a share has earned so much */
  rewardsAt(perShare: bigint): bigint {
    return this.rewards + (this.shares.now * (perShare - this.#paid)) / (RAY * SHARE_SCALE);
  }

  earn(perShare: bigint): void {
    [this.rewards, this.#paid] = [this.rewardsAt(perShare), perShare];
  }
}
