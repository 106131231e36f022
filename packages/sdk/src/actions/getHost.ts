import { ZeroAddress } from "ethers";

import type { Client } from "../client.ts";
import { read, type ReadParameters } from "../internal/call.ts";
import { dateOrNone } from "../internal/decoders.ts";
import { hostNumber } from "../internal/values.ts";
import { Grid } from "../units/grid.ts";
import { Money } from "../units/money.ts";

export interface GetHostParameters extends ReadParameters {
  readonly host: number;
}
export interface Host {
  readonly host: number;
  /** Null where nobody has the number. */
  readonly licence: HostLicence | null;
  /** Licence that the exchange knows to have the number; 0 for none. */
  readonly known: number;
  /** {basis point} of the market fee that takers pay on its orders, as the exchange knows it. */
  readonly share: number;
  /** {basis point} What it would be after `refreshHost`. */
  readonly shareDue: number;
  /** Its shares that have not been pulled, in whole money units. */
  readonly owed: Money;
}
export interface HostLicence {
  readonly number: number;
  readonly holder: string;
  readonly payee: string;
  readonly locked: Grid;
  readonly suspended: boolean;
  /** When its GRID can be withdrawn; null while no notice is given. */
  readonly leavesAt: Date | null;
}

/** {unit bp} in a money unit. */
const BASIS = 10_000n;

/**
 * What is known of a host.
 * @example
 * const { share, owed } = await getHost(client, { host: 1 });
 */
export async function getHost(client: Client, { host, block }: GetHostParameters): Promise<Host> {
  const args = [hostNumber(host)] as const;
  const [data, due, number] = await Promise.all([
    read(client, { contract: "exchange", name: "hostData", args, block }),
    read(client, { contract: "hosts", name: "shareOf", args, block }),
    read(client, { contract: "hosts", name: "licenceOf", args, block }),
  ]);
  const licence = await read(client, { contract: "hosts", name: "licenceData", args: [number], block });
  const { holder, payee, locked, suspended, leavesAt } = licence;
  return {
    host,
    licence:
      holder === ZeroAddress
        ? null
        : {
            ...{ number: Number(number), holder, payee, suspended },
            locked: Grid.ofBase(locked),
            leavesAt: dateOrNone(leavesAt),
          },
    known: Number(data.licence),
    share: Number(data.share),
    shareDue: Number(due.share),
    owed: Money.ofUnits(data.owed / BASIS),
  };
}
