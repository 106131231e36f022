import type { HardhatEthers } from "@nomicfoundation/hardhat-ethers/types";
import { id, MaxUint256, parseEther, type ContractTransactionResponse } from "ethers";
import { network } from "hardhat";

import type { Figures } from "../../scripts/gas.ts";
import { deployGrid, deployWatt } from "../helpers/tokens.ts";
import { domainOf, signTypedData, split } from "../helpers/typed-data.ts";

type Send = () => Promise<ContractTransactionResponse>;

/** What the tokens' everyday calls cost; nonces and times are fixed, so that the figures are. */
export async function tokenBenchmarks(): Promise<Record<string, Figures>> {
  const { ethers } = await network.create();
  return { ...(await wattBenchmarks(ethers)), ...(await gridBenchmarks(ethers)) };
}

async function wattBenchmarks(ethers: HardhatEthers) {
  const { watt, minter } = await deployWatt(ethers);
  const [, , payer, payee, spender] = await ethers.getSigners();
  if (payer === undefined || payee === undefined || spender === undefined) throw new Error("too few accounts");
  const domain = await domainOf(watt);
  const value = parseEther("1");

  const pay = async (nonce: string) => {
    const message = {
      from: payer.address,
      to: payee.address,
      value,
      validAfter: 0n,
      validBefore: MaxUint256 >> 208n,
      nonce,
    };
    const signature = await signTypedData(payer, { domain, type: "ReceiveWithAuthorization", message });
    const call = watt
      .connect(payee)
      .getFunction("receiveWithAuthorization(address,address,uint256,uint256,uint256,bytes32,bytes)");
    return call.send(message.from, message.to, value, 0n, message.validBefore, nonce, signature);
  };
  const permit = async (nonce: bigint) => {
    const message = { owner: payer.address, spender: spender.address, value, nonce, deadline: MaxUint256 };
    const signature = await signTypedData(payer, { domain, type: "Permit", message });
    return watt["permit(address,address,uint256,uint256,uint8,bytes32,bytes32)"](
      payer,
      spender,
      value,
      MaxUint256,
      ...split(signature),
    );
  };
  const burn = async () => {
    await watt.connect(minter).mint(minter, 2n * value);
    return cost(() => watt.connect(minter).burn(value));
  };
  const twice = async (first: Send, second: Send = first) => ({ fresh: await cost(first), steady: await cost(second) });
  return {
    "WattToken.mint": await twice(() => watt.connect(minter).mint(payer, parseEther("100"))),
    "WattToken.transfer": await twice(() => watt.connect(payer).transfer(spender, value)),
    "WattToken.permit": await twice(
      () => permit(0n),
      () => permit(1n),
    ),
    "WattToken.receiveWithAuthorization": await twice(
      () => pay(id("first")),
      () => pay(id("second")),
    ),
    "WattToken.burn": { fresh: null, steady: await burn() },
  };
}

async function gridBenchmarks(ethers: HardhatEthers) {
  const { grid, minter } = await deployGrid(ethers);
  const [, , holder, friend] = await ethers.getSigners();
  if (holder === undefined || friend === undefined) throw new Error("too few accounts");
  const value = parseEther("1");
  await grid.connect(minter).mint(holder, parseEther("100"));
  const delegated = await cost(() => grid.connect(holder).delegate(holder));
  await grid.connect(friend).delegate(friend);
  const transfer = () => grid.connect(holder).transfer(friend, value);
  return {
    "GridToken.delegate": { fresh: delegated, steady: null },
    "GridToken.transfer, both with votes": { fresh: await cost(transfer), steady: await cost(transfer) },
  };
}

async function cost(send: Send): Promise<number> {
  const receipt = await (await send()).wait();
  if (receipt === null) throw new Error("the transaction was not mined");
  return Number(receipt.gasUsed);
}
