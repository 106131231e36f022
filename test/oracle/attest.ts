import { attest, energyOf, isSigned, ReadingFault, saltOf } from "@gridwatt/oracle";
import {
  commitmentOf,
  Energy,
  readingDigest,
  Slot,
  type Deployment,
  type GetMeterReturnType,
  type MeterReading,
  type SignedReading,
} from "@gridwatt/sdk";
import { expect } from "chai";
import { id } from "ethers";

import { p256Meter, secp256k1Meter, type MeterSigner } from "../helpers/metering.ts";

const ADDRESS = `0x${"1".repeat(40)}`;
const contracts = { meters: ADDRESS } as Deployment["contracts"];
const CLIENT = { deployment: { chainId: 31337, startBlock: 0, contracts } };
const SLOT = Slot.ofNumber(2_000_000);
const SECRET = id("secret");
const [ONE, TWO, THREE] = [secp256k1Meter("one"), p256Meter(), secp256k1Meter("three")];
const TURN = 10n ** 8n;

function meter(number: number, signer: MeterSigner, change: Partial<GetMeterReturnType> = {}): GetMeterReturnType {
  const { x, y } = signer.key;
  return {
    meter: number,
    exchange: "",
    account: number,
    parent: null,
    ratedImport: Energy.ofWh(5_000n),
    ratedExport: Energy.ofWh(3_000n),
    importDigits: 8,
    exportDigits: 8,
    validFrom: SLOT,
    validTo: null,
    key: { curve: signer.key.curve === 0 ? "secp256k1" : "p256", x, y },
    ...change,
  };
}

function reading(number: number, signer: MeterSigner, of: Partial<MeterReading>): SignedReading {
  const unsigned = { meter: number, slot: SLOT, importRegister: 0n, exportRegister: 0n, sequence: 1n, ...of };
  return { ...unsigned, signature: signer.sign(readingDigest(CLIENT, unsigned)) };
}

/** Readings at both ends of the slot, of registers that began at 100 and 200. */
function span(number: number, signer: MeterSigner, counted: { imported: bigint; exported: bigint }) {
  const begin = reading(number, signer, { importRegister: 100n, exportRegister: 200n });
  const registers = { importRegister: 100n + counted.imported, exportRegister: 200n + counted.exported };
  return { begin, end: reading(number, signer, { slot: SLOT.plus(1), ...registers, sequence: 2n }) };
}

function reasonOf(act: () => unknown): string {
  try {
    act();
    return "none";
  } catch (error) {
    if (error instanceof ReadingFault) return error.reason;
    throw error;
  }
}

describe("oracle", () => {
  describe("energyOf", () => {
    for (const [curve, signer] of [
      ["secp256k1", ONE],
      ["P-256", TWO],
    ] as const) {
      it(`counts what lies between two readings signed on ${curve}, over the end of a register too`, () => {
        const counted = { imported: 5_000n, exported: 3_000n };
        expect(energyOf(CLIENT, meter(1, signer), span(1, signer, counted))).to.deep.equal(counted);
        const begin = reading(1, signer, { importRegister: TURN - 1n });
        const end = reading(1, signer, { slot: SLOT.plus(1), importRegister: 2n, sequence: 2n });
        expect(energyOf(CLIENT, meter(1, signer), { begin, end })).to.deep.equal({ imported: 3n, exported: 0n });
      });

      it(`knows a signature on ${curve} from another meter's, another reading's and none`, () => {
        const own = reading(1, signer, {});
        const of = meter(1, signer);
        expect(isSigned(CLIENT, of, own)).to.equal(true);
        expect(isSigned(CLIENT, meter(1, THREE), own)).to.equal(false);
        expect(isSigned(CLIENT, of, { ...own, importRegister: 1n })).to.equal(false);
        for (const signature of ["0x", own.signature.slice(0, -2), `${own.signature}00`]) {
          expect(isSigned(CLIENT, of, { ...own, signature })).to.equal(false);
        }
      });
    }

    it("refuses the upper half of s on P-256, as on chain", () => {
      const high = p256Meter({ highS: true });
      expect(isSigned(CLIENT, meter(1, high), reading(1, high, {}))).to.equal(false);
    });

    it("names what is wrong with two readings", () => {
      const counted = { imported: 10n, exported: 0n };
      const { begin, end } = span(1, ONE, counted);
      const of = (change: Partial<GetMeterReturnType>) => meter(1, ONE, change);
      const cases: [string, GetMeterReturnType, { begin: SignedReading; end: SignedReading }][] = [
        ["not the boundary", of({ meter: 2 }), { begin, end }],
        ["not the boundary", of({}), { begin, end: begin }],
        ["not valid in the slot", of({ validFrom: SLOT.plus(1) }), { begin, end }],
        ["not valid in the slot", of({ validTo: SLOT }), { begin, end }],
        ["sequence does not rise", of({}), { begin, end: reading(1, ONE, { slot: SLOT.plus(1), sequence: 1n }) }],
        ["unsigned", of({}), { begin, end: { ...end, importRegister: 111n } }],
        ["unsigned", of({}), { begin: { ...begin, importRegister: 99n }, end }],
        ["register out of range", of({ importDigits: 2 }), { begin, end }],
        ["above the rating", of({ ratedImport: Energy.ofWh(9n) }), { begin, end }],
        ["above the rating", of({}), { begin, end: reading(1, ONE, { slot: SLOT.plus(1), sequence: 2n }) }],
      ];
      for (const [reason, which, readings] of cases) {
        expect(reasonOf(() => energyOf(CLIENT, which, readings))).to.equal(reason);
      }
    });
  });

  describe("attest", () => {
    const all = new Map([
      [1, span(1, ONE, { imported: 100n, exported: 40n })],
      [2, span(2, TWO, { imported: 30n, exported: 0n })],
      [3, span(3, THREE, { imported: 0n, exported: 7n })],
    ]);
    const readingAt = (number: number, at: Slot) => all.get(number)?.[at.equals(SLOT) ? "begin" : "end"];

    it("sums the meters of an account and takes off what hangs behind them for others", () => {
      const meters = [meter(1, ONE), meter(2, TWO, { parent: 1 }), meter(3, THREE, { account: 1 })];
      const { tree, missing } = attest(CLIENT, { slot: SLOT, meters, readingAt, secret: SECRET });
      const nets = tree.leaves.map(({ account, net, next }) => [account, net, next]);
      // 40 - 100 + 7, less the 30 that account 2 drew behind meter 1.
      expect(nets).to.deep.equal([
        [0, 0n, 1],
        [1, -23n, 2],
        [2, -30n, 2 ** 32 - 1],
      ]);
      expect(missing).to.deep.equal([]);
    });

    it("does not count twice what a meter behind another counts for the same account", () => {
      const meters = [meter(1, ONE), meter(2, TWO, { account: 1, parent: 1 })];
      const { tree } = attest(CLIENT, { slot: SLOT, meters, readingAt, secret: SECRET });
      expect(tree.leaves[1]?.net).to.equal(-60n);
    });

    it("leaves out whoever misses a reading, and whoever has a meter before it, and says why", () => {
      const meters = [meter(1, ONE), meter(2, TWO, { parent: 1 }), meter(3, THREE)];
      const without = (number: number, at: Slot) => (number === 2 ? undefined : readingAt(number, at));
      const { tree, missing } = attest(CLIENT, { slot: SLOT, meters, readingAt: without, secret: SECRET });
      expect(tree.leaves.map(({ account }) => account)).to.deep.equal([0, 3]);
      expect(missing).to.deep.equal([
        { account: 2, meter: 2, reason: "missing" },
        { account: 1, meter: 2, reason: "a meter behind it is missing" },
      ]);
    });

    it("leaves out whoever has a net that no leaf can say, and nobody else", () => {
      const most = 2n ** 40n - 1n;
      const change = { ratedExport: Energy.ofWh(most), exportDigits: 13, account: 1 };
      const many = Array.from({ length: 130 }, (_, at) => meter(at + 1, ONE, change));
      const other = meter(200, TWO);
      const says = (number: number, at: Slot) => {
        const isEnd = !at.equals(SLOT);
        const registers = { slot: at, exportRegister: isEnd && number < 200 ? most : 0n, sequence: isEnd ? 2n : 1n };
        return reading(number, number < 200 ? ONE : TWO, registers);
      };
      const [all, fewer] = [
        [...many, other],
        [...many.slice(0, 128), other],
      ].map((meters) => attest(CLIENT, { slot: SLOT, meters, readingAt: says, secret: SECRET }));
      expect(all?.tree.leaves.map(({ account }) => account)).to.deep.equal([0, 200]);
      expect(all?.missing).to.deep.equal([{ account: 1, meter: 1, reason: "more than a leaf can say" }]);
      expect(fewer?.tree.leaves.map(({ net }) => net)).to.deep.equal([0n, 128n * most, 0n]);
    });

    it("opens a leaf by its meters in rising order, in whatever order they come", () => {
      const meters = [meter(3, THREE, { account: 1 }), meter(1, ONE)];
      const { openings } = attest(CLIENT, { slot: SLOT, meters, readingAt, secret: SECRET });
      expect(openings.get(1)?.spans.map((opened) => opened.meter)).to.deep.equal([1, 3]);
    });

    it("gives each household what opens its leaf", () => {
      const { tree, openings } = attest(CLIENT, { slot: SLOT, meters: [meter(1, ONE)], readingAt, secret: SECRET });
      const { salt = "", spans = [] } = openings.get(1) ?? {};
      expect(salt).to.equal(saltOf(SECRET, { slot: SLOT.number, account: 1 }));
      expect(tree.leaves[1]?.commitment).to.equal(commitmentOf(salt, spans));
      expect(saltOf(SECRET, { slot: SLOT.number + 1, account: 1 })).to.not.equal(salt);
    });
  });
});
