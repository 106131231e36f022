/** A scenario as the file has it: what the schema promises and nothing more. */
export interface RawScenario {
  name: string;
  start?: string;
  gateClosureMinutes?: number;
  residualSupply?: boolean;
  marketFee?: string;
  minEnergy?: string;
  zones: RawZone[];
  accounts: RawAccount[];
  pair?: RawPair;
  steps: RawStep[];
}

/** A zone of the file. */
export interface RawZone {
  id: string;
  parent?: string;
  operator: string;
  tariff: string;
  capacity?: string;
  congestion?: { from: string; add: string }[];
}

/** An account of the file. */
export interface RawAccount {
  id: string;
  zone: string;
  watt: string;
  owner?: string;
  rated?: { import?: string; export?: string };
}

/** The balancing party of the file. */
export interface RawPair {
  short?: string;
  long?: string;
  party?: string;
  watt?: string;
  slots?: Record<string, { short?: string; long?: string }>;
}

/** An order of the file. */
export interface RawOrder {
  ref: string;
  account: string;
  side: "buy" | "sell";
  slot: number;
  energy: string;
  price: string;
  tif?: "GTC" | "IOC" | "FOK";
  postOnly?: boolean;
  minFill?: string;
  cancelOwn?: string[];
}

/** A step of the file: exactly one of these keys. */
export interface RawStep {
  place?: RawOrder;
  cancel?: string;
  replace?: { ref: string; energy: string; price: string; as: string };
  basket?: RawOrder[];
  advanceTo?: { slot: number; minutes?: number };
  meter?: { slot: number; account: string; export?: string; import?: string };
  settle?: number;
  net?: { slot: number; account: string; energy: string };
  withdraw?: { account: string; watt: string };
}
