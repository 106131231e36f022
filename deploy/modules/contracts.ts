import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";

import type { MarketParameters } from "../parameters.ts";
import { CONTRACTS } from "../roles.ts";

/** The contracts of a market. Until the roles are given out, the deployer is the access manager's only admin. */
export function contractsModule(market: MarketParameters, deployer: string) {
  const { currency, gridCap, unit, delivery, reserve: rules, election: vote, licences, discounts } = market;
  return buildModule("Contracts", (m) => {
    const authority = m.contract(CONTRACTS.authority, [deployer]);
    const watt = m.contract(CONTRACTS.watt, [currency.name, currency.symbol, currency.code, authority]);
    const grid = m.contract(CONTRACTS.grid, [authority, gridCap]);
    const registry = m.contract(CONTRACTS.registry, [authority]);
    const area = m.contract(CONTRACTS.area, [authority]);
    const meters = m.contract(CONTRACTS.meters, [registry]);
    const { residualSupply } = delivery;
    const hosts = m.contract(CONTRACTS.hosts, [
      ...[authority, grid, licences.tiers.map((tier) => ({ ...tier })), licences.noticePeriod],
    ]);
    const parameters = { watt, registry, area, meters, hosts, residualSupply, unit, authority };
    const settling = m.contract("ExchangeSettling", [parameters]);
    const exchange = m.contract(CONTRACTS.exchange, [parameters, settling]);
    const feeRouter = m.contract(CONTRACTS.feeRouter, [exchange, authority]);
    const operatorSet = m.contract(CONTRACTS.operatorSet, [authority, [...delivery.operators]]);
    const { readingDeadline, correctionWindow } = delivery;
    const oracle = m.contract(CONTRACTS.oracle, [authority, meters, operatorSet, readingDeadline, correctionWindow]);
    const settlement = m.contract(CONTRACTS.settlement, [oracle, meters]);
    const attestorSet = m.contract(CONTRACTS.attestorSet, [authority, [...rules.attestors]]);
    const { maxAge, growth, mint, coin, leastRedemption } = rules;
    const reserve = m.contract(CONTRACTS.reserve, [
      authority,
      watt,
      attestorSet,
      maxAge,
      growth.capacity,
      growth.window,
    ]);
    const onRamp = m.contract(CONTRACTS.onRamp, [authority, watt, mint.capacity, mint.window]);
    const redemptions = m.contract(CONTRACTS.redemptions, [authority, watt, reserve, coin, leastRedemption]);
    const identities = m.contract(CONTRACTS.identities, [authority]);
    const compliance = m.contract(CONTRACTS.compliance, [authority, identities, watt]);
    const recovery = m.contract(CONTRACTS.recovery, [authority, identities, registry, watt]);
    const staking = m.contract(CONTRACTS.staking, [authority, grid]);
    const { seats, minSelfStake, solutionDeposit } = vote;
    const election = m.contract(CONTRACTS.election, [
      ...[authority, staking, grid, operatorSet, seats, minSelfStake, solutionDeposit],
    ]);
    const rewardsReserve = m.contract(CONTRACTS.rewardsReserve, [authority, watt, grid, staking, market.treasury.lots]);
    const insurance = m.contract(CONTRACTS.insurance, [authority], { id: "Insurance" });
    const treasury = m.contract(CONTRACTS.treasury, [authority], { id: "Treasury" });
    const incentives = m.contract(CONTRACTS.incentives, [
      ...[authority, watt, registry, oracle, market.treasury.makerShare, market.treasury.epochCap],
    ]);
    const stakeDiscounts = m.contract(CONTRACTS.stakeDiscounts, [
      authority,
      staking,
      discounts.map((tier) => ({ ...tier })),
    ]);
    const base = { authority, watt, grid, registry, area, meters, exchange, feeRouter };
    return {
      ...base,
      operatorSet,
      oracle,
      settlement,
      attestorSet,
      reserve,
      onRamp,
      redemptions,
      identities,
      compliance,
      recovery,
      staking,
      election,
      rewardsReserve,
      insurance,
      treasury,
      incentives,
      hosts,
      stakeDiscounts,
    };
  });
}

export type ContractsModule = ReturnType<typeof contractsModule>;
