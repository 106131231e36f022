import assert from "node:assert/strict";

import { Energy, Fee, Money } from "@gridwatt/sdk";
import { hostStatementOf, type HostEvent } from "@gridwatt/statements";

const HOST = 1;
const TIMES = new Map([1, 2, 3, 4, 5, 6, 7, 8, 9].map((block) => [block, new Date(block * 43_200_000)]));
const PERIOD = { since: "0000-01-01", until: "9999-12-31", timeZone: "UTC" } as const;

const told = (block: number, fields: object) =>
  ({ block, transaction: "", logIndex: 0, ...fields }) as unknown as HostEvent;
const trade = (block: number, wh: bigint, host = HOST) =>
  told(block, { name: "Trade", host, energy: Energy.ofWh(wh), marketFee: Fee.ofTicks(7n) });
const opened = (block: number, licence: number) => told(block, { name: "LicenceOpened", host: HOST, licence });
const shared = (block: number, licence: number, share: number) =>
  told(block, { name: "HostShareSet", host: HOST, licence, share });
const pulled = (block: number, licence: number, units: bigint) =>
  told(block, { name: "HostFeesCredited", host: HOST, licence, payee: "a", amount: Money.ofUnits(units) });

describe("the statement of a host", () => {
  const events = [
    opened(1, 1),
    trade(1, 100n),
    shared(2, 1, 1_500),
    trade(2, 12n),
    trade(3, 11n),
    trade(3, 1_000n, 2),
    trade(4, 9n),
    pulled(5, 1, 33n),
    opened(6, 2),
    shared(7, 2, 5_000),
    trade(8, 11n),
  ];
  const statement = (licence: number, period = {}) =>
    hostStatementOf(events, { ...PERIOD, ...period, host: HOST, licence, times: TIMES });

  it("rounds down once over all trades, so that days add up to what is owed and pulled", () => {
    // 32 Wh at 7 ticks and 15%: 33.6 units, of which trades alone would show 12 + 11 + 9.
    const { days, total } = statement(1);
    assert.deepEqual(
      days.map(({ date, trades, share }) => [date, trades, share.units]),
      [
        ["1970-01-01", 1, 0n],
        ["1970-01-02", 2, 24n],
        ["1970-01-03", 1, 9n],
      ],
    );
    assert.deepEqual([total.trades, total.energy.wh, total.fee.units], [4, 132n, 924n]);
    assert.deepEqual([total.share.units, total.pulled.units], [33n, 33n]);
  });

  it("tells the licences of one number apart, with what a unit's part passes on", () => {
    // 0.6 units of the first licence, and half of 77.
    const { total } = statement(2);
    assert.deepEqual([total.trades, total.share.units, total.pulled.units], [1, 39n, 0n]);
  });

  it("shows the days of a period, and all in the total", () => {
    const { days, total } = statement(1, { since: "1970-01-02", until: "1970-01-02" });
    assert.deepEqual([days.map(({ date }) => date), total.trades], [["1970-01-02"], 4]);
  });
});
