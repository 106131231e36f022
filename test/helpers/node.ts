import { network } from "hardhat";
import type { NetworkConnection } from "hardhat/types/network";

type Connect = () => Promise<NetworkConnection>;

/** A node of its own, for as long as the work takes. */
export async function onNode(work: (connect: Connect) => Promise<void>): Promise<void> {
  const server = await network.createServer("default", "127.0.0.1", 0);
  const { address, port } = await server.listen();
  const url = `http://${address}:${port}`;
  try {
    await work(async () => network.create({ network: "localhost", override: { url } }));
  } finally {
    await server.close();
  }
}

/** Makes a connection fail from its n-th call of a method on, as a lost line would. */
export function failAfter({ provider }: NetworkConnection, method: string, calls: number): void {
  const request = provider.request.bind(provider);
  let made = 0;
  provider.request = async (call) => {
    if (call.method === method && ++made > calls) throw new Error("the line is dead");
    return request(call);
  };
}
