import { expect } from "chai";

/** Runs `act` and expects that what `read` gives is the same before and after. */
export async function expectUnchanged(read: () => Promise<unknown>, act: () => Promise<unknown>): Promise<void> {
  const before = await read();
  await act();
  expect(await read()).to.deep.equal(before);
}
