import type { ContractRunner } from "ethers";
import { Interface } from "ethers";

import {
  AccessManager__factory,
  AccountRegistry__factory,
  Compliance__factory,
  Election__factory,
  Exchange__factory,
  ExchangeExtension__factory,
  ExchangeSettling__factory,
  FeeRouter__factory,
  GridToken__factory,
  HostRegistry__factory,
  IdentityRegistry__factory,
  IExchange__factory,
  KeyRecovery__factory,
  MakerIncentives__factory,
  MarketArea__factory,
  MeteredSettlement__factory,
  MeterRegistry__factory,
  OperatorSet__factory,
  OnRamp__factory,
  Purse__factory,
  QuorumSet__factory,
  ReadingOracle__factory,
  RedemptionQueue__factory,
  ReserveOracle__factory,
  RewardsReserve__factory,
  StakeDiscounts__factory,
  Staking__factory,
  WattToken__factory,
} from "../typechain-types/index.ts";
import type { Addresses, ContractName } from "./roles.ts";

/** All that can be called at each contract's address; the exchange answers for its extension too. */
export const INTERFACES: Readonly<Record<ContractName, Interface>> = {
  authority: AccessManager__factory.createInterface(),
  watt: WattToken__factory.createInterface(),
  grid: GridToken__factory.createInterface(),
  registry: AccountRegistry__factory.createInterface(),
  area: MarketArea__factory.createInterface(),
  meters: MeterRegistry__factory.createInterface(),
  exchange: new Interface([
    ...Exchange__factory.abi,
    ...ExchangeExtension__factory.abi.filter(isFunction),
    ...ExchangeSettling__factory.abi.filter(isFunction),
  ]),
  feeRouter: FeeRouter__factory.createInterface(),
  operatorSet: OperatorSet__factory.createInterface(),
  oracle: ReadingOracle__factory.createInterface(),
  settlement: MeteredSettlement__factory.createInterface(),
  attestorSet: QuorumSet__factory.createInterface(),
  reserve: ReserveOracle__factory.createInterface(),
  onRamp: OnRamp__factory.createInterface(),
  redemptions: RedemptionQueue__factory.createInterface(),
  identities: IdentityRegistry__factory.createInterface(),
  compliance: Compliance__factory.createInterface(),
  recovery: KeyRecovery__factory.createInterface(),
  staking: Staking__factory.createInterface(),
  election: Election__factory.createInterface(),
  rewardsReserve: RewardsReserve__factory.createInterface(),
  insurance: Purse__factory.createInterface(),
  treasury: Purse__factory.createInterface(),
  incentives: MakerIncentives__factory.createInterface(),
  hosts: HostRegistry__factory.createInterface(),
  stakeDiscounts: StakeDiscounts__factory.createInterface(),
};

function isFunction({ type }: { readonly type: string }): boolean {
  return type === "function";
}

/**
 * The contracts of a deployed market, typed.
 * @param runner who reads them, or calls them
 */
export function connectContracts(addresses: Addresses, runner: ContractRunner) {
  return {
    authority: AccessManager__factory.connect(addresses.authority, runner),
    watt: WattToken__factory.connect(addresses.watt, runner),
    grid: GridToken__factory.connect(addresses.grid, runner),
    registry: AccountRegistry__factory.connect(addresses.registry, runner),
    area: MarketArea__factory.connect(addresses.area, runner),
    meters: MeterRegistry__factory.connect(addresses.meters, runner),
    exchange: IExchange__factory.connect(addresses.exchange, runner),
    feeRouter: FeeRouter__factory.connect(addresses.feeRouter, runner),
    operatorSet: OperatorSet__factory.connect(addresses.operatorSet, runner),
    oracle: ReadingOracle__factory.connect(addresses.oracle, runner),
    settlement: MeteredSettlement__factory.connect(addresses.settlement, runner),
    attestorSet: QuorumSet__factory.connect(addresses.attestorSet, runner),
    reserve: ReserveOracle__factory.connect(addresses.reserve, runner),
    onRamp: OnRamp__factory.connect(addresses.onRamp, runner),
    redemptions: RedemptionQueue__factory.connect(addresses.redemptions, runner),
    identities: IdentityRegistry__factory.connect(addresses.identities, runner),
    compliance: Compliance__factory.connect(addresses.compliance, runner),
    recovery: KeyRecovery__factory.connect(addresses.recovery, runner),
    staking: Staking__factory.connect(addresses.staking, runner),
    election: Election__factory.connect(addresses.election, runner),
    rewardsReserve: RewardsReserve__factory.connect(addresses.rewardsReserve, runner),
    insurance: Purse__factory.connect(addresses.insurance, runner),
    treasury: Purse__factory.connect(addresses.treasury, runner),
    incentives: MakerIncentives__factory.connect(addresses.incentives, runner),
    hosts: HostRegistry__factory.connect(addresses.hosts, runner),
    stakeDiscounts: StakeDiscounts__factory.connect(addresses.stakeDiscounts, runner),
  };
}

export type MarketContracts = ReturnType<typeof connectContracts>;

/** The selectors of some functions of a contract. Throws where it has no such function, or several of the name. */
export function selectorsOf(contract: ContractName, names: readonly string[]): string[] {
  return names.map((name) => {
    const found = INTERFACES[contract].getFunction(name);
    if (found === null) throw new Error(`${contract} has no function ${name}`);
    return found.selector;
  });
}
