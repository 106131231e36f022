import type { Client } from "@gridwatt/sdk";

import { EmbeddedMarket } from "../../scenario/embedded.ts";
import { playStory } from "./story.ts";

/** Plays the story once for all tests of a suite. @returns its market's client, once a test runs */
export function playedMarket(): () => Client {
  let market: EmbeddedMarket;
  let client: Client;
  before(async () => {
    market = await EmbeddedMarket.start();
    client = await playStory(market);
  });
  after(() => market.close());
  return () => client;
}
