import { idle, type Brief } from "./build.ts";

/** Of three nominators, published. */
export const PLAIN: Brief = {
  seats: 2,
  candidates: idle(1, 2, 3),
  nominators: [
    [10, 10n, [1, 2]],
    [20, 20n, [1, 3]],
    [30, 30n, [2, 3]],
  ],
};

/** Of five nominators, published. */
export const LARGER: Brief = {
  seats: 4,
  candidates: idle(1, 2, 3, 4, 5),
  nominators: [
    [10, 10n, [1, 2]],
    [20, 20n, [1, 3]],
    [30, 30n, [1, 2, 3, 4]],
    [40, 40n, [1, 3, 4, 5]],
    [50, 50n, [2, 4, 5]],
  ],
};
