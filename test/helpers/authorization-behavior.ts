import { expect } from "chai";
import { concat, hexlify, parseEther, randomBytes, ZeroAddress, type Signer } from "ethers";

import type { WalletMock, WattToken } from "../../typechain-types/index.js";
import { expectUnchanged } from "./expectations.ts";
import { domainOf, malleable, signTypedData, split, withV, type TypedData } from "./typed-data.ts";

type Account = Signer & { address: string };

export interface AuthorizationFixture {
  watt: WattToken;
  /** Has {BALANCE}, as `wallet` has. */
  payer: Account;
  /** A contract wallet of `payer`. */
  wallet: WalletMock;
  payee: Account;
  /** Neither payer nor payee. */
  stranger: Account;
  now: () => Promise<number>;
  setNext: (time: bigint) => Promise<void>;
}

export const BALANCE = parseEther("100");
export const FORMS = ["v, r, s", "bytes"] as const;
export type Form = (typeof FORMS)[number];
export type Verb = "transferWithAuthorization" | "receiveWithAuthorization";

/** Moods of WalletMock, in its own order. */
export const MOODS = { Honest: 0, WrongMagic: 1, ShortAnswer: 2, Reverts: 3, BurnsGas: 4 } as const;

const TYPE = {
  transferWithAuthorization: "TransferWithAuthorization",
  receiveWithAuthorization: "ReceiveWithAuthorization",
} as const;

const PAYMENT = "address,address,uint256,uint256,uint256,bytes32";
const SIGNATURE = { "v, r, s": "uint8,bytes32,bytes32", bytes: "bytes" } as const;

const signatureArguments = (form: Form, signature: string) => (form === "bytes" ? [signature] : split(signature));

export interface Payment {
  from: string;
  to: string;
  value: bigint;
  validAfter: bigint;
  validBefore: bigint;
  nonce: string;
}

/** What a test may change: the payment as signed and as submitted, the domain, the signed type. */
export interface Options {
  payment?: Partial<Payment>;
  domain?: TypedData["domain"];
  type?: TypedData["type"];
  signer?: Signer;
}

/** A payment of 7 WATT from `payer` to `payee`, signed and ready to be submitted or refused. */
export async function signedPayment(f: AuthorizationFixture, verb: Verb, options: Options = {}) {
  const { watt, payer, payee } = f;
  const now = BigInt(await f.now());
  const payment: Payment = {
    from: payer.address,
    to: payee.address,
    value: parseEther("7"),
    validAfter: now - 1n,
    validBefore: now + 3600n,
    nonce: hexlify(randomBytes(32)),
    ...options.payment,
  };
  const domain = { ...(await domainOf(watt)), ...options.domain };
  const data = { domain, type: options.type ?? TYPE[verb], message: { ...payment } };
  const signature = await signTypedData(options.signer ?? payer, data);
  const submit = ({ form, given = signature, by = payee, changed = {} }: Submission) => {
    const p = { ...payment, ...changed };
    const call = watt.connect(by).getFunction(`${verb}(${PAYMENT},${SIGNATURE[form]})`);
    return call(p.from, p.to, p.value, p.validAfter, p.validBefore, p.nonce, ...signatureArguments(form, given));
  };
  const read = async () => [
    await watt.balanceOf(payment.from),
    await watt.balanceOf(payment.to),
    await watt.authorizationState(payment.from, payment.nonce),
  ];
  const refused = (error: string, submission: Submission) =>
    expectUnchanged(read, () => expect(submit(submission)).to.be.revertedWithCustomError(watt, error));
  return { ...f, payment, signature, submit, refused };
}

export interface Submission {
  form: Form;
  given?: string;
  by?: Signer;
  changed?: Partial<Payment>;
}

/** Uses up `nonce` of `payer` by a signed cancellation. */
export async function cancel(f: AuthorizationFixture, { nonce, form }: { nonce: string; form: Form }) {
  const message = { authorizer: f.payer.address, nonce };
  const domain = await domainOf(f.watt);
  const signature = await signTypedData(f.payer, { domain, type: "CancelAuthorization", message });
  const call = f.watt.getFunction(`cancelAuthorization(address,bytes32,${SIGNATURE[form]})`);
  return call(f.payer.address, nonce, ...signatureArguments(form, signature));
}

/** Every signature that must not move money, and the one that does, in either form. */
export function shouldBehaveLikeAuthorization(verb: Verb, load: () => Promise<AuthorizationFixture>): void {
  for (const form of FORMS) {
    describe(`with ${form}`, () => {
      shouldRefuseBadSignatures(verb, form, load);
      shouldRefuseAtWrongTimes(verb, form, load);
      shouldSpendNonceOnce(verb, form, load);
      shouldPay(verb, form, load);
    });
  }
  describe("with a contract wallet", () => shouldAskWallet(verb, load));
}

function shouldRefuseBadSignatures(verb: Verb, form: Form, load: () => Promise<AuthorizationFixture>): void {
  // The bytes form cannot tell a malformed signature from one that is not the payer's.
  const malformed = (error: string) => (form === "bytes" ? "ERC3009InvalidSignature" : error);

  it("refuses a high s", async () => {
    const { refused, signature } = await signedPayment(await load(), verb);
    await refused(malformed("ECDSAInvalidSignatureS"), { form, given: malleable(signature) });
  });

  for (const v of [0, 1, 26, 29, 255]) {
    it(`refuses v = ${v}`, async () => {
      const { refused, signature } = await signedPayment(await load(), verb);
      await refused(malformed("ECDSAInvalidSignature"), { form, given: withV(signature, v) });
    });
  }

  it("does not take a failed recovery for the zero address's consent", async () => {
    const { refused, signature } = await signedPayment(await load(), verb, { payment: { from: ZeroAddress } });
    await refused(malformed("ECDSAInvalidSignature"), { form, given: withV(signature, 0) });
  });

  it("refuses a signature that is not the payer's", async () => {
    const f = await load();
    const { refused } = await signedPayment(f, verb, { signer: f.stranger });
    await refused("ERC3009InvalidSignature", { form });
  });

  it("refuses a payment that differs from what was signed", async () => {
    const { refused, payment, stranger } = await signedPayment(await load(), verb);
    const changes = [
      { value: payment.value + 1n },
      { to: stranger.address },
      { validAfter: payment.validAfter - 1n },
      { validBefore: payment.validBefore + 1n },
      { nonce: hexlify(randomBytes(32)) },
    ];
    for (const changed of changes) await refused("ERC3009InvalidSignature", { form, changed });
  });

  it("refuses a payment signed for another chain, token or version", async () => {
    const f = await load();
    const other = f.wallet.target as string;
    for (const domain of [
      { chainId: 1n },
      { verifyingContract: other },
      { name: "Gridwatt Forint" },
      { version: "2" },
    ]) {
      const { refused } = await signedPayment(f, verb, { domain });
      await refused("ERC3009InvalidSignature", { form });
    }
  });

  it("refuses what was signed for the other way to pay", async () => {
    const type = verb === "transferWithAuthorization" ? TYPE.receiveWithAuthorization : TYPE.transferWithAuthorization;
    const { refused } = await signedPayment(await load(), verb, { type });
    await refused("ERC3009InvalidSignature", { form });
  });
}

function shouldRefuseAtWrongTimes(verb: Verb, form: Form, load: () => Promise<AuthorizationFixture>): void {
  it("refuses a payment up to the second it becomes valid after", async () => {
    const { refused, payment, setNext, submit } = await signedPayment(await load(), verb, {
      payment: { validAfter: BigInt(await (await load()).now()) + 100n },
    });
    await setNext(payment.validAfter);
    await refused("ERC3009InvalidAuthorizationTime", { form });
    await setNext(payment.validAfter + 1n);
    await submit({ form });
  });

  it("refuses a payment from the second it is valid before", async () => {
    const { refused, payment, setNext } = await signedPayment(await load(), verb);
    await setNext(payment.validBefore);
    await refused("ERC3009InvalidAuthorizationTime", { form });
  });
}

function shouldSpendNonceOnce(verb: Verb, form: Form, load: () => Promise<AuthorizationFixture>): void {
  it("refuses a payment submitted before, in this form or the other", async () => {
    const { refused, submit } = await signedPayment(await load(), verb);
    await submit({ form });
    for (const again of FORMS) await refused("ERC3009UsedAuthorization", { form: again });
  });

  it("refuses a nonce used for another payment", async () => {
    const f = await load();
    const first = await signedPayment(f, verb);
    await first.submit({ form });
    const { nonce } = first.payment;
    const second = await signedPayment(f, verb, { payment: { nonce, value: 1n } });
    await second.refused("ERC3009UsedAuthorization", { form });
  });

  it("refuses a cancelled payment", async () => {
    const f = await load();
    const { refused, payment } = await signedPayment(f, verb);
    await cancel(f, { nonce: payment.nonce, form });
    await refused("ERC3009UsedAuthorization", { form });
  });

  it("keeps the nonce of a payment that its payer cannot afford", async () => {
    const { refused } = await signedPayment(await load(), verb, { payment: { value: BALANCE + 1n } });
    await refused("ERC20InsufficientBalance", { form });
  });
}

function shouldPay(verb: Verb, form: Form, load: () => Promise<AuthorizationFixture>): void {
  it("moves the money, uses the nonce up and says so", async () => {
    const { watt, payment, submit } = await signedPayment(await load(), verb);
    const paid = submit({ form });
    await expect(paid).to.emit(watt, "AuthorizationUsed").withArgs(payment.from, payment.nonce);
    await expect(paid).to.emit(watt, "Transfer").withArgs(payment.from, payment.to, payment.value);
    expect(await watt.authorizationState(payment.from, payment.nonce)).to.equal(true);
    expect(await watt.balanceOf(payment.from)).to.equal(BALANCE - payment.value);
    expect(await watt.balanceOf(payment.to)).to.equal(payment.value);
  });

  it("takes nonces in any order", async () => {
    const f = await load();
    const first = await signedPayment(f, verb);
    const second = await signedPayment(f, verb);
    await second.submit({ form });
    await first.submit({ form });
    expect(await f.watt.balanceOf(f.payee)).to.equal(first.payment.value + second.payment.value);
  });
}

function shouldAskWallet(verb: Verb, load: () => Promise<AuthorizationFixture>): void {
  const fromWallet = async (f: AuthorizationFixture) =>
    signedPayment(f, verb, { payment: { from: await f.wallet.getAddress() } });

  it("refuses the form that only keys can sign", async () => {
    const { refused } = await fromWallet(await load());
    await refused("ERC3009InvalidSignature", { form: "v, r, s" });
  });

  for (const mood of ["WrongMagic", "ShortAnswer", "Reverts", "BurnsGas"] as const) {
    it(`refuses where the wallet answers with ${mood}`, async () => {
      const { refused, wallet } = await fromWallet(await load());
      await wallet.setMood(MOODS[mood]);
      await refused("ERC3009InvalidSignature", { form: "bytes" });
    });
  }

  it("refuses a signature of the key that the wallet had before", async () => {
    const { refused, wallet, stranger } = await fromWallet(await load());
    await wallet.setOwner(stranger);
    await refused("ERC3009InvalidSignature", { form: "bytes" });
  });

  it("refuses a wallet that is not deployed yet", async () => {
    const f = await load();
    const undeployed = "0x00000000000000000000000000000000000a11ce";
    const { refused, signature } = await signedPayment(f, verb, { payment: { from: undeployed } });
    const erc6492 = concat([signature, `0x${"6492".repeat(16)}`]);
    for (const given of [signature, erc6492]) await refused("ERC3009InvalidSignature", { form: "bytes", given });
  });

  it("pays from the wallet once", async () => {
    const { watt, payment, submit, refused } = await fromWallet(await load());
    await submit({ form: "bytes" });
    expect(await watt.balanceOf(payment.from)).to.equal(BALANCE - payment.value);
    expect(await watt.balanceOf(payment.to)).to.equal(payment.value);
    await refused("ERC3009UsedAuthorization", { form: "bytes" });
  });
}
