import type { MarketEvent, MarketEventOf } from "@gridwatt/sdk";

import { secondsOf, type Part } from "./part.ts";

/** What was attested of a wallet, and the block in which that was revoked. */
export type KnownIdentity = MarketEventOf<"IdentityAttested"> & { revokedIn: number | null };

/** Who has been checked by whom. */
export class Identities implements Part {
  readonly wallets = new Map<string, KnownIdentity>();
  readonly #providers = new Map<string, MarketEventOf<"ProviderSet">>();

  /** The last that was told of each provider in each jurisdiction. */
  get providers(): readonly MarketEventOf<"ProviderSet">[] {
    return [...this.#providers.values()];
  }

  apply(event: MarketEvent): void {
    switch (event.name) {
      case "ProviderSet":
        this.#providers.set(providerKey(event), event);
        return;
      case "IdentityAttested":
        this.wallets.set(event.wallet, { ...event, revokedIn: null });
        return;
      case "IdentityRevoked": {
        const known = this.wallets.get(event.wallet);
        if (known !== undefined) known.revokedIn = event.block;
      }
    }
  }

  /** What counts of a wallet at a time {s}; null where nothing does. */
  validOf(wallet: string, time: bigint): KnownIdentity | null {
    const known = this.wallets.get(wallet);
    if (known === undefined || known.revokedIn !== null || time >= secondsOf(known.validUntil)) return null;
    return this.#providers.get(providerKey(known))?.licensed === true ? known : null;
  }
}

const providerKey = ({ jurisdiction, provider }: { readonly jurisdiction: string; readonly provider: string }) =>
  `${jurisdiction} ${provider}`;
