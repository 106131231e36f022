import type { Id, Snapshot } from "@gridwatt/election";

/** A rational number; its denominator is above zero. */
interface Rational {
  readonly over: bigint;
  readonly under: bigint;
}

const ZERO: Rational = { over: 0n, under: 1n };

interface Voter {
  readonly budget: bigint;
  readonly approvals: ReadonlySet<Id>;
  load: Rational;
  readonly edgeLoads: Map<Id, Rational>;
}

/** What the solver shall find but for rounding: winners in order, and of each nominator what backs whom, as a rational. */
export interface Exact {
  readonly winners: readonly Id[];
  readonly weights: ReadonlyMap<Id, ReadonlyMap<Id, Rational>>;
}

/** Phragmén's sequential method as the books have it, in rationals, with nothing precomputed. */
export function electExactly({ seats, candidates, nominators }: Snapshot): Exact {
  const voterOf = (budget: bigint, approvals: readonly Id[]): Voter => {
    return { budget, approvals: new Set(approvals), load: ZERO, edgeLoads: new Map() };
  };
  const own = candidates.map(({ id, selfStake }) => voterOf(selfStake, [id]));
  const others = nominators.map(({ stake, approvals }) => voterOf(stake, approvals));
  const winners: Id[] = [];
  for (let round = 0; round < seats; round++) {
    const scores = candidates
      .filter(({ id }) => !winners.includes(id))
      .flatMap(({ id }) => scoreOf(id, [...own, ...others]) ?? []);
    const [best] = scores.sort((a, b) => (isLess(a.score, b.score) ? -1 : isLess(b.score, a.score) ? 1 : 0));
    if (best === undefined) break;
    winners.push(best.id);
    for (const voter of best.voters) {
      voter.edgeLoads.set(best.id, less(best.score, voter.load));
      voter.load = best.score;
    }
  }
  const weights = nominators.map(({ id }, at): [Id, ReadonlyMap<Id, Rational>] => {
    const { budget, load, edgeLoads } = others[at] ?? voterOf(0n, []);
    const weightOf = (edge: Rational) => reduced(budget * edge.over * load.under, edge.under * load.over);
    return [id, new Map([...edgeLoads].map(([candidate, edge]) => [candidate, weightOf(edge)]))];
  });
  return { winners, weights: new Map(weights) };
}

/** Undefined where nobody with a stake approves. */
function scoreOf(id: Id, all: readonly Voter[]) {
  const voters = all.filter(({ approvals }) => approvals.has(id));
  const stake = voters.reduce((sum, { budget }) => sum + budget, 0n);
  if (stake === 0n) return undefined;
  const borne = voters.reduce((sum, { budget, load }) => plus(sum, reduced(budget * load.over, load.under)), ZERO);
  const { over, under } = plus(borne, { over: 1n, under: 1n });
  return { id, voters, score: reduced(over, under * stake) };
}

/** Whether a whole number is less than `margin` off. */
export function isNear(whole: bigint, { over, under }: Rational, margin: bigint): boolean {
  const off = whole * under - over;
  return (off < 0n ? -off : off) < margin * under;
}

function isLess(a: Rational, b: Rational): boolean {
  return a.over * b.under < b.over * a.under;
}

function plus(a: Rational, b: Rational): Rational {
  return reduced(a.over * b.under + b.over * a.under, a.under * b.under);
}

function less(a: Rational, b: Rational): Rational {
  return plus(a, { over: -b.over, under: b.under });
}

function reduced(over: bigint, under: bigint): Rational {
  let [a, b] = [over < 0n ? -over : over, under];
  while (b > 0n) [a, b] = [b, a % b];
  return a === 0n ? ZERO : { over: over / a, under: under / a };
}
