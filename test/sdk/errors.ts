import { expect } from "chai";
import { Interface, JsonRpcProvider, type ErrorFragment, type ParamType } from "ethers";

import { ABIS, createClient, getWattBalance, GridwattError, toGridwattError, UnitError } from "@gridwatt/sdk";

const INTERFACES = Object.values(ABIS).map((abi) => new Interface(abi));
const ALL: readonly ErrorFragment[] = INTERFACES.flatMap((face) => {
  return face.fragments.filter((fragment): fragment is ErrorFragment => fragment.type === "error");
});

describe("sdk", () => {
  describe("errors", () => {
    it("every custom error of the contracts has one plain sentence", () => {
      expect(ALL).to.have.length.above(100);
      for (const fragment of ALL) {
        const error = toGridwattError({ data: encode(fragment) });
        expect(error, fragment.name).to.be.instanceOf(GridwattError);
        expect(error.name).to.equal(fragment.name);
        expect(Object.keys(error.args)).to.deep.equal(fragment.inputs.map(({ name }) => name));
        expect(error.message, fragment.name).to.match(/^\S[^\n]*\.$/);
        expect(error.message, fragment.name).not.to.match(/undefined|NaN|\[object/);
      }
    });

    it("every sentence survives the largest and the least numbers", () => {
      for (const fragment of ALL) {
        expect(toGridwattError({ data: encode(fragment, true) }).name).to.equal(fragment.name);
      }
    });

    it("tells amounts in units that people use", () => {
      const [exchange] = [new Interface(ABIS.exchange)];
      const sentence = (name: string, args: unknown[]) =>
        toGridwattError({ data: exchange.encodeErrorResult(name, args) }).message;
      expect(sentence("InsufficientFree", [7, 5_000_000n, 12_500_000n])).to.equal(
        "Account 7 has 0.5 WATT free, 0.75 WATT less than the 1.25 WATT needed.",
      );
      expect(sentence("LimitOutsidePair", [4_001, -100, 4_000])).to.equal(
        "The limit 0.4001 WATT per kWh lies outside the slot's price pair, -0.0100 WATT per kWh to 0.4000 WATT per kWh.",
      );
      expect(sentence("GateClosed", [1_972_841])).to.equal("Trading of slot 1972841 (2026-04-07T10:15Z) has ended.");
      expect(sentence("FillOrKillUnfilled", [500, 20_000])).to.equal(
        "Only 0.500 kWh of 20.000 kWh could be filled, so nothing was.",
      );
    });

    it("finds revert data wherever nodes and wallets put it", () => {
      const data = new Interface(ABIS.exchange).encodeErrorResult("GateClosed", [5]);
      const shapes: unknown[] = [
        { code: "CALL_EXCEPTION", data, shortMessage: "execution reverted" },
        { code: "UNKNOWN_ERROR", error: { code: 3, message: "execution reverted", data } },
        { code: "CALL_EXCEPTION", data: null, info: { error: { code: 3, data } } },
        { code: -32603, data: { message: "reverted", txHash: "0x", data } },
        { info: { error: { data: { originalError: { code: 3, data } } } } },
        { error: { data: `Reverted ${data}` } },
        { cause: { cause: { data } } },
      ];
      for (const shape of shapes) {
        expect(toGridwattError(shape).name, JSON.stringify(shape)).to.equal("GateClosed");
      }
    });

    it("tells failures without revert data", () => {
      const names = (error: unknown) => toGridwattError(error).name;
      expect(names({ code: "INSUFFICIENT_FUNDS", message: "x" })).to.equal("InsufficientGasMoney");
      expect(names(new Error("Sender doesn't have enough funds to send tx."))).to.equal("InsufficientGasMoney");
      expect(names({ info: { error: { message: "insufficient funds for gas * price + value" } } })).to.equal(
        "InsufficientGasMoney",
      );
      expect(names({ code: "ACTION_REJECTED" })).to.equal("Rejected");
      expect(names({ code: "NONCE_EXPIRED" })).to.equal("NonceConflict");
      expect(names({ code: "CALL_EXCEPTION", data: null })).to.equal("Reverted");
      const limited = { code: -32005, message: "daily request count exceeded, request rate limited" };
      expect(names({ code: "CALL_EXCEPTION", data: null, info: { error: limited } })).to.equal("TooManyRequests");
      expect(names(new Error("server response 429 Too Many Requests"))).to.equal("TooManyRequests");
      expect(names({ code: "CALL_EXCEPTION", data: "0x12345678" })).to.equal("Reverted");
      expect(names(Object.assign(new Error("connect ECONNREFUSED 127.0.0.1:1"), { code: "ECONNREFUSED" }))).to.equal(
        "Unreachable",
      );
      expect(toGridwattError(new Error("odd\nmore")).message).to.equal("odd");
      expect(toGridwattError("odd").name).to.equal("Unexpected");
      expect(toGridwattError(undefined).message).to.equal("An unknown failure.");
    });

    it("tells Solidity's own failures", () => {
      const builtIn = new Interface(["error Error(string message)", "error Panic(uint256 code)"]);
      const sentence = (name: string, value: unknown) =>
        toGridwattError({ data: builtIn.encodeErrorResult(name, [value]) }).message;
      expect(sentence("Error", "no")).to.equal("The contract refused: no");
      expect(sentence("Panic", 17)).to.equal("The contract failed with panic code 17.");
    });

    it("leaves its own errors as they are", () => {
      const error = new UnitError("x");
      expect(toGridwattError(error)).to.equal(error);
    });

    it("tells a node that cannot be reached, within seconds", async () => {
      const contracts = Object.fromEntries(Object.keys(ABIS).map((name) => [name, `0x${"1".repeat(40)}`]));
      const deployment = { chainId: 1, startBlock: 0, contracts: contracts as Record<keyof typeof ABIS, string> };
      const runner = new JsonRpcProvider("http://127.0.0.1:9", 1, { staticNetwork: true });
      const holder = `0x${"2".repeat(40)}`;
      const error = await getWattBalance(createClient({ deployment, runner }), { holder }).catch((e: unknown) => e);
      runner.destroy();
      expect(error).to.have.property("name", "Unreachable");
    });
  });
});

/** Revert data of an error with small values, or with extreme ones. */
function encode(fragment: ErrorFragment, extreme = false): string {
  const face = new Interface([fragment]);
  return face.encodeErrorResult(
    fragment,
    fragment.inputs.map((input) => sample(input, extreme)),
  );
}

function sample(type: ParamType, extreme: boolean): unknown {
  const { baseType, arrayChildren, components } = type;
  if (baseType === "array") return arrayChildren === null ? [] : [sample(arrayChildren, extreme)];
  if (baseType === "tuple") return components?.map((component) => sample(component, extreme));
  if (baseType === "address") return `0x${"12".repeat(20)}`;
  if (baseType === "string") return "text";
  if (baseType === "bool") return extreme;
  const [, unsigned, size] = /^(u?)int(\d+)$/.exec(baseType) ?? [];
  if (size !== undefined) {
    if (!extreme) return 2n;
    return unsigned === "u" ? (1n << BigInt(size)) - 1n : -(1n << (BigInt(size) - 1n));
  }
  return `0x${"34".repeat(Number(/\d+$/.exec(baseType)?.[0] ?? 1))}`;
}
