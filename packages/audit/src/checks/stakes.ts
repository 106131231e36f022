import { timesOf, type Subject } from "../check.ts";
import type { Ballots } from "../parts/ballots.ts";
import type { Stakes } from "../parts/stakes.ts";

const stakes = new WeakMap<Subject, Promise<Stakes>>();
const ballots = new WeakMap<Subject, Promise<Ballots>>();

/** What was staked, left and earned by the events: made once for all checks. */
export function stakesOf(subject: Subject): Promise<Stakes> {
  return onceOf(stakes, subject, subject.rebuilt.staking);
}

/** Who stood, nominated and was elected by the events: made once for all checks. */
export function ballotsOf(subject: Subject): Promise<Ballots> {
  return onceOf(ballots, subject, subject.rebuilt.election);
}

/** Things told whose outcome depends on when they were told. */
interface Timed<T> {
  readonly blocks: Iterable<number>;
  replay(times: ReadonlyMap<number, bigint>): T;
}

/** What comes of things told, made once for all checks. */
export function onceOf<T>(known: WeakMap<Subject, Promise<T>>, subject: Subject, told: Timed<T>): Promise<T> {
  const replayed = known.get(subject) ?? timesOf(subject, told.blocks).then((times) => told.replay(times));
  known.set(subject, replayed);
  return replayed;
}

/** A number, or the most that it may be. */
export function atMost(value: bigint, most: bigint): bigint {
  return value > most ? most : value;
}
