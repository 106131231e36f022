import { expect } from "chai";
import { getBytes, getCreateAddress, id, toBeHex, ZeroHash } from "ethers";
import { network } from "hardhat";

import { INTERFACES } from "../../deploy/contracts.ts";
import { deployMarket } from "../../deploy/deploy.ts";
import { local } from "../../deploy/parameters/local.ts";
import { CONTRACTS, type ContractName } from "../../deploy/roles.ts";

const connection = await network.create();
const { provider } = connection.ethers;

const [CALLCODE, DELEGATECALL] = [0xf2, 0xf4];
const [PUSH1, PUSH32, JUMPDEST] = [0x60, 0x7f, 0x5b];
/** Stop, jump, return, revert, invalid, and the end of a contract, which since Cancun ends no code that was there before. */
const ENDS = [0x00, 0x56, 0xf3, 0xfd, 0xfe, 0xff];
/** Which contracts call code in their own storage: the exchange its other parts, the access manager itself (multicall). */
const DELEGATING = ["authority", "exchange"];
/** Where proxies keep what they point to (ERC-1967). */
const PROXY_SLOTS = ["implementation", "admin", "beacon"].map((what) => BigInt(id(`eip1967.proxy.${what}`)) - 1n);

/** Every opcode that can be reached: what follows an end of the flow is data until a place that can be jumped to. */
function opcodesOf(code: string): Set<number> {
  const bytes = getBytes(code);
  const found = new Set<number>();
  let isLive = true;
  for (let at = 0; at < bytes.length; at += 1) {
    const opcode = bytes[at] ?? 0;
    isLive ||= opcode === JUMPDEST;
    if (!isLive) continue;
    found.add(opcode);
    if (ENDS.includes(opcode)) isLive = false;
    if (opcode >= PUSH1 && opcode <= PUSH32) at += opcode - PUSH1 + 1;
  }
  return found;
}

describe("a deployed market", () => {
  const names = Object.keys(CONTRACTS) as ContractName[];
  const load = async () => {
    const { deployment } = await deployMarket({ connection, parameters: local });
    const codes = await Promise.all(names.map((name) => provider.getCode(deployment.contracts[name])));
    return { contracts: deployment.contracts, codes: new Map(names.map((name, at) => [name, codes[at] ?? "0x"])) };
  };

  it("threat 83: has no proxies, and nothing that is initialised or upgraded", async () => {
    const { contracts } = await load();
    for (const name of names) {
      for (const slot of PROXY_SLOTS) {
        expect(await provider.getStorage(contracts[name], toBeHex(slot, 32)), name).to.equal(ZeroHash);
      }
      const verbs = INTERFACES[name].fragments.flatMap((fragment) =>
        fragment.type === "function" ? [(fragment as unknown as { readonly name: string }).name] : [],
      );
      const changing = verbs.filter((verb) => /^(_?initiali[sz]e|upgrade|proxiable|setImplementation)/i.test(verb));
      expect(changing, name).to.deep.equal([]);
    }
  });

  it("threat 83: runs no code but its own in its storage, and the exchange that of its other parts", async () => {
    const { codes } = await load();
    const delegating: string[] = [];
    for (const name of names) {
      const opcodes = opcodesOf(codes.get(name) ?? "0x");
      expect(opcodes.size, name).to.be.above(20);
      expect(opcodes.has(CALLCODE), name).to.equal(false);
      if (opcodes.has(DELEGATECALL)) delegating.push(name);
    }
    expect(delegating).to.deep.equal(DELEGATING);
  });

  it("threat 83: keeps the exchange's other part in its code, where no storage can change it", async () => {
    const { contracts, codes } = await load();
    // The first that a contract deploys, while it is being constructed.
    const extension = getCreateAddress({ from: contracts.exchange, nonce: 1 });
    expect(await provider.getCode(extension)).not.to.equal("0x");
    expect((codes.get("exchange") ?? "").toLowerCase()).to.include(extension.slice(2).toLowerCase());
  });
});
