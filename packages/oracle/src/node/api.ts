import { Slot } from "@gridwatt/sdk";
import { HttpError, type HttpRequest, type Route } from "@gridwatt/service";

import type { Intake } from "./intake.ts";
import type { OracleNode } from "./node.ts";
import { isPeer } from "./peers.ts";
import type { ReadingStore } from "./store.ts";
import type { RewardSigner } from "./rewards.ts";
import { proposalToJson, readingsOfJson, readingToJson, rewardsToJson } from "./wire.ts";

/** What a node serves: to meters, to its peers, and to whoever settles. */
export function oracleRoutes(of: {
  readonly intake: Intake;
  readonly store: ReadingStore;
  readonly node: Pick<OracleNode, "proposal">;
  readonly rewards: Pick<RewardSigner, "signed">;
  readonly secret: string;
}): Route[] {
  const { intake, store, node, rewards, secret } = of;
  return [
    {
      method: "POST",
      path: /^\/readings$/,
      handle: async (request) => {
        const { outcomes, refused } = await intake.take(readingsOfJson(await request.json()));
        return { status: refused ? 422 : 200, body: { outcomes } };
      },
    },
    {
      method: "GET",
      path: /^\/readings$/,
      handle: async ({ query, authorization }) => {
        if (!isPeer(authorization, secret)) throw new HttpError(401, "Readings are for the oracle's operators.");
        return { status: 200, body: { readings: store.of(slotOf(query.get("slot") ?? "")).map(readingToJson) } };
      },
    },
    {
      method: "GET",
      path: /^\/slots\/([^/]+)$/,
      handle: async ({ params }) => {
        const proposal = node.proposal(slotOf(params[0] ?? "").number);
        if (proposal === undefined) throw new HttpError(404, "Nothing is known of this slot.");
        return { status: 200, body: proposalToJson(proposal) };
      },
    },
    { method: "GET", path: /^\/slots\/([^/]+)\/leaves$/, handle: (request) => leavesOf(store, request) },
    {
      method: "GET",
      path: /^\/rewards$/,
      handle: async () => {
        if (rewards.signed === undefined) throw new HttpError(404, "This node has signed no rewards.");
        return { status: 200, body: rewardsToJson(rewards.signed) };
      },
    },
    { method: "GET", path: /^\/rewards\/([^/]+)$/, handle: (request) => rewardsOf(rewards, request) },
  ];
}

async function leavesOf(store: ReadingStore, { params, query }: HttpRequest) {
  const tree = await store.treeOf(slotOf(params[0] ?? ""), query.get("root") ?? "");
  if (tree === undefined) throw new HttpError(404, "This node has signed no such root.");
  return { status: 200, body: tree };
}

async function rewardsOf({ signed }: Pick<RewardSigner, "signed">, { params }: HttpRequest) {
  const epoch = uint32Of(params[0] ?? "", "A day");
  if (signed?.rewards.epoch !== epoch) throw new HttpError(404, "This node has no rewards of this day at hand.");
  return { status: 200, body: signed.file, type: "application/json" };
}

function slotOf(text: string): Slot {
  return Slot.ofNumber(uint32Of(text, "A slot"));
}

function uint32Of(text: string, what: string): number {
  if (!/^[0-9]{1,10}$/.test(text) || Number(text) > 0xffff_ffff)
    throw new HttpError(400, `${what} is a number of 32 bits.`);
  return Number(text);
}
