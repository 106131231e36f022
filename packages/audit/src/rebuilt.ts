import { type Client, type ExchangeEvent, type MarketEvent } from "@gridwatt/sdk";
import { GridFees, Journal } from "@gridwatt/statements";

import { Accounts } from "./parts/accounts.ts";
import { Area } from "./parts/area.ts";
import { Attendance } from "./parts/attendance.ts";
import { Compliance } from "./parts/compliance.ts";
import { Days } from "./parts/days.ts";
import { Election } from "./parts/election.ts";
import { Exposures } from "./parts/exposures.ts";
import { Fees } from "./parts/fees.ts";
import { Governance } from "./parts/governance.ts";
import { GridToken } from "./parts/grid-token.ts";
import { Hosts } from "./parts/hosts.ts";
import { Identities } from "./parts/identities.ts";
import { Incentives } from "./parts/incentives.ts";
import { Lots } from "./parts/lots.ts";
import { Meters } from "./parts/meters.ts";
import { Offences } from "./parts/offences.ts";
import { OnRamp } from "./parts/on-ramp.ts";
import { Oracle } from "./parts/oracle.ts";
import type { Part } from "./parts/part.ts";
import { Positions } from "./parts/positions.ts";
import { Quorum } from "./parts/quorum.ts";
import { Recoveries } from "./parts/recoveries.ts";
import { Redemptions } from "./parts/redemptions.ts";
import { Reserve } from "./parts/reserve.ts";
import { Rules } from "./parts/rules.ts";
import { Slots } from "./parts/slots.ts";
import { Staking } from "./parts/staking.ts";
import { Token } from "./parts/token.ts";
import { Treasury } from "./parts/treasury.ts";

/**
 * A market as its events tell it. A further contract is a further part: a class that takes its events, a field here, a
 * place in `#parts`, and its checks.
 */
export class Rebuilt {
  readonly journal = new Journal();
  readonly gridFees = new GridFees();
  readonly token: Token;
  readonly accounts: Accounts;
  readonly area = new Area();
  readonly rules = new Rules();
  readonly meters = new Meters();
  readonly slots: Slots;
  readonly positions = new Positions(this.journal);
  readonly fees = new Fees(this.gridFees);
  readonly hosts = new Hosts(this.gridFees);
  readonly oracle = new Oracle();
  readonly operators = new Quorum("operatorSet");
  readonly onRamp = new OnRamp();
  readonly reserve = new Reserve();
  readonly attestors = new Quorum("attestorSet");
  readonly redemptions = new Redemptions();
  readonly identities = new Identities();
  readonly recoveries = new Recoveries();
  readonly compliance: Compliance;
  readonly days: Days;
  readonly grid: GridToken;
  readonly staking = new Staking();
  readonly election = new Election();
  readonly exposures = new Exposures();
  readonly offences = new Offences();
  readonly attendance: Attendance;
  readonly treasury: Treasury;
  readonly lots: Lots;
  readonly incentives = new Incentives();
  readonly governance = new Governance();
  readonly residualSupply: boolean;
  /** In this order: a part may look at those before it. */
  readonly #parts: readonly Part[];

  /** @param residualSupply whether the exchange's balancing party trades every deviation, fixed when it was created */
  constructor(client: Pick<Client, "deployment">, residualSupply: boolean) {
    this.residualSupply = residualSupply;
    this.token = new Token(client);
    this.accounts = new Accounts(client);
    this.slots = new Slots(client, { meters: this.meters, residualSupply });
    this.compliance = new Compliance(this);
    this.days = new Days(client, this);
    this.grid = new GridToken(client);
    this.attendance = new Attendance(client);
    this.treasury = new Treasury(client);
    this.lots = new Lots(client);
    this.#parts = [
      ...this.#trading(),
      ...this.#ramps(),
      this.compliance,
      this.days,
      ...this.#staking(),
      ...this.#treasury(),
    ];
  }

  /** Takes the next event of the chain. Throws what `Journal` and `GridFees` throw where it contradicts those before. */
  apply(event: MarketEvent): void {
    if (event.contract === "exchange") this.#trade(event);
    for (const part of this.#parts) part.apply(event);
  }

  #trading(): readonly Part[] {
    const { token, accounts, area, rules, meters, slots, positions, fees, hosts, oracle, operators } = this;
    return [token, accounts, area, rules, meters, slots, positions, fees, hosts, oracle, operators];
  }

  #ramps(): readonly Part[] {
    const { onRamp, reserve, attestors, redemptions, identities, recoveries } = this;
    return [onRamp, reserve, attestors, redemptions, identities, recoveries];
  }

  #staking(): readonly Part[] {
    const { grid, staking, election, exposures, offences, attendance } = this;
    return [grid, staking, election, exposures, offences, attendance];
  }

  #treasury(): readonly Part[] {
    const { treasury, lots, incentives, governance } = this;
    return [treasury, lots, incentives, governance];
  }

  /** Statements are made of postings and shares; here they would only grow with the history. */
  #trade(event: ExchangeEvent): void {
    this.journal.apply(event);
    this.gridFees.apply(event);
    this.journal.postings.length = 0;
    this.gridFees.shares.length = 0;
  }
}
