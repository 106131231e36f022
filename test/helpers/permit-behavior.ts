import { expect } from "chai";
import { parseEther, ZeroAddress, type BaseContract, type Signer } from "ethers";

import type { GridToken } from "../../typechain-types/index.js";
import { expectUnchanged } from "./expectations.ts";
import { domainOf, malleable, signTypedData, split, withV, type TypedData } from "./typed-data.ts";

type PermitToken = BaseContract &
  Pick<GridToken, "nonces" | "allowance" | "balanceOf" | "transferFrom" | "eip712Domain">;

export interface PermitFixture {
  token: PermitToken;
  /** Has {BALANCE} and signs. */
  owner: Signer & { address: string };
  spender: Signer & { address: string };
  /** Submits what others have signed. */
  relayer: Signer;
  /** A contract wallet of `owner`, by address. */
  wallet: string;
  /** The latest block's time. */
  now: () => Promise<number>;
  /** Sets the next block's time. */
  setNext: (time: bigint) => Promise<void>;
}

export const BALANCE = parseEther("100");
const VALUE = parseEther("7");

/** ERC-2612 as both tokens have it; the caller's fixture says which token and who. */
export function shouldBehaveLikePermit(load: () => Promise<PermitFixture>): void {
  async function signed(change: Partial<Record<string, unknown>> = {}, domain: TypedData["domain"] = {}) {
    const f = await load();
    const message = {
      owner: f.owner.address,
      spender: f.spender.address,
      value: VALUE,
      nonce: await f.token.nonces(f.owner),
      deadline: BigInt(await f.now()) + 3600n,
      ...change,
    };
    const whole = { ...(await domainOf(f.token)), ...domain };
    const signature = await signTypedData(f.owner, { domain: whole, type: "Permit", message });
    const submit = (given: string = signature, owner: string = f.owner.address) =>
      f.token.connect(f.relayer).getFunction("permit")(owner, f.spender, VALUE, message.deadline, ...split(given));
    const read = async () => [await f.token.allowance(f.owner, f.spender), await f.token.nonces(f.owner)];
    const refused = (error: string, given?: string, owner?: string) =>
      expectUnchanged(read, () => expect(submit(given, owner)).to.be.revertedWithCustomError(f.token, error));
    return { ...f, signature, submit, read, refused, deadline: message.deadline };
  }

  it("refuses a permit whose deadline has passed", async () => {
    const { setNext, deadline, refused } = await signed();
    await setNext(deadline + 1n);
    await refused("ERC2612ExpiredSignature");
  });

  it("refuses a high s", async () => {
    const { refused, signature } = await signed();
    await refused("ECDSAInvalidSignatureS", malleable(signature));
  });

  for (const v of [0, 1, 26, 29, 255]) {
    it(`refuses v = ${v}`, async () => {
      const { refused, signature } = await signed();
      await refused("ECDSAInvalidSignature", withV(signature, v));
    });
  }

  it("does not take a failed recovery for the zero address's consent", async () => {
    const { refused, signature } = await signed({ owner: ZeroAddress });
    await refused("ECDSAInvalidSignature", withV(signature, 0), ZeroAddress);
  });

  it("refuses another signer's permit", async () => {
    const { refused, relayer, spender, token, deadline, owner } = await signed();
    const message = { owner: owner.address, spender: spender.address, value: VALUE, nonce: 0n, deadline };
    const forged = await signTypedData(relayer, { domain: await domainOf(token), type: "Permit", message });
    await refused("ERC2612InvalidSigner", forged);
  });

  it("refuses a permit for another value, another nonce, another chain and another token", async () => {
    for (const change of [{ value: VALUE + 1n }, { nonce: 1n }]) {
      await (await signed(change)).refused("ERC2612InvalidSigner");
    }
    for (const domain of [{ chainId: 1n }, { verifyingContract: ZeroAddress }, { name: "Gridwatt Forint" }]) {
      await (await signed({}, domain)).refused("ERC2612InvalidSigner");
    }
  });

  it("refuses a contract wallet: its signatures are not keys'", async () => {
    const { wallet } = await load();
    const { refused, signature } = await signed({ owner: wallet });
    await refused("ERC2612InvalidSigner", signature, wallet);
  });

  it("refuses the same permit twice", async () => {
    const { submit, refused } = await signed();
    await submit();
    await refused("ERC2612InvalidSigner");
  });

  it("approves the spender, still at the deadline", async () => {
    const { token, owner, spender, submit, setNext, deadline } = await signed();
    await setNext(deadline);
    await expect(submit()).to.emit(token, "Approval").withArgs(owner.address, spender.address, VALUE);
    expect(await token.allowance(owner, spender)).to.equal(VALUE);
    expect(await token.nonces(owner)).to.equal(1n);
    expect(await token.balanceOf(owner)).to.equal(BALANCE);
  });

  it("leaves the allowance to a spender whose permit was submitted by somebody else first", async () => {
    const { token, owner, spender, submit, refused } = await signed();
    await submit();
    await refused("ERC2612InvalidSigner");
    await token.connect(spender).getFunction("transferFrom")(owner, spender, VALUE);
    expect(await token.balanceOf(spender)).to.equal(VALUE);
  });
}
