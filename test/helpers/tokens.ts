import type { HardhatEthers } from "@nomicfoundation/hardhat-ethers/types";
import { parseEther, type Addressable } from "ethers";

export const GRID_CAP = parseEther("1000000000");
export const MINTER_ROLE = 1n;

/** An AccessManager whose admin is the first signer, with one minter, who may call `mint` of what {letMint} names. */
export async function deployAccess(ethers: HardhatEthers) {
  const [admin, minter] = await ethers.getSigners();
  if (admin === undefined || minter === undefined) throw new Error("the network has no accounts");
  const access = await ethers.deployContract("AccessManager", [admin.address]);
  await access.grantRole(MINTER_ROLE, minter, 0);
  const letMint = async (token: { mint: { fragment: { selector: string } }; getAddress(): Promise<string> }) => {
    await access.setTargetFunctionRole(await token.getAddress(), [token.mint.fragment.selector], MINTER_ROLE);
  };
  return { access, admin, minter, letMint };
}

export async function deployGrid(ethers: HardhatEthers) {
  const { access, admin, minter, letMint } = await deployAccess(ethers);
  const grid = await ethers.deployContract("GridToken", [access, GRID_CAP]);
  await letMint(grid);
  return { grid, access, admin, minter };
}

export async function deployWatt(ethers: HardhatEthers) {
  const { access, admin, minter, letMint } = await deployAccess(ethers);
  const { watt, reserve } = await deployWattToken(ethers, access);
  await letMint(watt);
  await access.setTargetFunctionRole(watt, [watt.burn.fragment.selector], MINTER_ROLE);
  return { watt, reserve, access, admin, minter };
}

/** WATT-EUR with a reserve that is always enough and a compliance that admits everybody, until the test says otherwise. The authority's admin must be the caller. */
export async function deployWattToken(ethers: HardhatEthers, authority: Addressable) {
  const watt = await ethers.deployContract("WattToken", ["Gridwatt Euro", "WATT-EUR", "EUR", authority]);
  const reserve = await ethers.deployContract("ReserveMock");
  await watt.setReserve(reserve);
  const compliance = await ethers.deployContract("ComplianceMock");
  await watt.setCompliance(compliance);
  return { watt, reserve, compliance };
}
