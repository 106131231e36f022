// Cases of polkadot-sdk: `voter_normalize_ops_works` of substrate/primitives/npos-elections/src/tests.rs and
// `normalize_tests` of substrate/primitives/arithmetic/src/lib.rs, where the sum is not above the target.
import assert from "node:assert/strict";

import fc from "fast-check";

import { normalise } from "../../packages/election/src/normalise.ts";

describe("normalise", () => {
  const cases: [bigint[], bigint, bigint[]][] = [
    [[30n, 33n, 30n], 100n, [34n, 33n, 33n]],
    [[33n, 30n], 100n, [34n, 66n]],
    [[33n, 66n], 100n, [34n, 66n]],
    [[8n, 9n, 7n, 10n], 40n, [10n, 10n, 10n, 10n]],
    [[7n, 7n, 7n, 7n], 40n, [10n, 10n, 10n, 10n]],
    [[7n, 7n, 7n, 10n], 40n, [11n, 11n, 8n, 10n]],
    [[7n, 8n, 7n, 10n], 40n, [11n, 8n, 11n, 10n]],
    [[7n, 7n, 8n, 10n], 40n, [11n, 11n, 8n, 10n]],
    [[8n, 11n, 9n, 10n], 40n, [10n, 11n, 9n, 10n]],
    [[10n, 7n, 10n, 10n], 40n, [10n, 10n, 10n, 10n]],
    [[10n, 10n, 7n, 10n], 40n, [10n, 10n, 10n, 10n]],
    [[10n, 10n, 10n, 7n], 40n, [10n, 10n, 10n, 10n]],
    [[333_333_333n, 333_333_333n, 333_333_333n], 1_000_000_000n, [333_333_334n, 333_333_333n, 333_333_333n]],
    [[200_000_000n, 150_000_000n, 300_000_000n], 1_000_000_000n, [316_666_668n, 383_333_332n, 300_000_000n]],
  ];
  for (const [weights, budget, wanted] of cases) {
    it(`raises ${weights.join(", ")} to ${budget}`, () => assert.deepEqual(normalise(weights, budget), wanted));
  }

  it("reaches any budget, lowers no weight, and leaves alone what is enough", () => {
    const weight = fc.bigInt({ min: 0n, max: 1n << 64n });
    const property = fc.property(fc.array(weight, { minLength: 1, maxLength: 8 }), weight, (weights, shortfall) => {
      const sum = weights.reduce((all, one) => all + one, 0n);
      assert.deepEqual(normalise(weights, sum), weights);
      const raised = normalise(weights, sum + shortfall);
      assert.equal(
        raised.reduce((all, one) => all + one, 0n),
        sum + shortfall,
      );
      assert(raised.every((one, at) => one >= (weights[at] ?? 0n)));
    });
    fc.assert(property);
  });
});
