import { fileURLToPath } from "node:url";

import hardhatEthers from "@nomicfoundation/hardhat-ethers";
import hardhatEthersChaiMatchers from "@nomicfoundation/hardhat-ethers-chai-matchers";
import hardhatIgnitionEthers from "@nomicfoundation/hardhat-ignition-ethers";
import hardhatKeystore from "@nomicfoundation/hardhat-keystore";
import hardhatMocha from "@nomicfoundation/hardhat-mocha";
import hardhatNetworkHelpers from "@nomicfoundation/hardhat-network-helpers";
import hardhatTypechain from "@nomicfoundation/hardhat-typechain";
import { configVariable, defineConfig } from "hardhat/config";

import { gasReporter } from "./plugins/gas-reporter/index.ts";
import { solcWarnings } from "./plugins/solc-warnings/index.ts";

// The compiler comes from npm like everything else. Hardhat takes its path only if absolute.
const SOLC = fileURLToPath(import.meta.resolve("solc/soljson.js"));

/** Handlers of invariant tests make valid calls only, so a revert is a finding and not noise. */
function solidityTests({ fuzzRuns, invariantRuns }: { fuzzRuns: number; invariantRuns: number }) {
  return {
    fuzz: { runs: fuzzRuns },
    invariant: { runs: invariantRuns, depth: 64, failOnRevert: true, failurePersistDir: "./cache/invariant" },
  };
}

export default defineConfig({
  plugins: [
    gasReporter,
    solcWarnings,
    hardhatEthers,
    hardhatEthersChaiMatchers,
    hardhatIgnitionEthers,
    hardhatKeystore,
    hardhatMocha,
    hardhatNetworkHelpers,
    hardhatTypechain,
  ],
  solidity: {
    version: "0.8.37",
    path: SOLC,
    npmFilesToBuild: ["@openzeppelin/contracts/access/manager/AccessManager.sol"],
    settings: {
      evmVersion: "osaka",
      viaIR: true,
      optimizer: { enabled: true, runs: 200 },
    },
  },
  paths: { ignition: "deploy" },
  test: {
    mocha: { timeout: 300_000 },
    solidity: {
      profiles: {
        default: solidityTests({ fuzzRuns: 256, invariantRuns: 128 }),
        deep: solidityTests({ fuzzRuns: 4096, invariantRuns: 1024 }),
      },
    },
  },
  typechain: { outDir: "./typechain-types" },
  networks: {
    default: { type: "edr-simulated", chainType: "l1", hardfork: "osaka" },
    localhost: { type: "http", chainType: "l1", url: "http://127.0.0.1:8545" },
    sepolia: {
      type: "http",
      chainType: "l1",
      url: configVariable("SEPOLIA_RPC_URL"),
      accounts: [configVariable("SEPOLIA_PRIVATE_KEY")],
    },
  },
});
