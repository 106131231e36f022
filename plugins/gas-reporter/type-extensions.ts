declare module "hardhat/types/global-options" {
  interface GlobalOptions {
    gasReport: boolean;
  }
}

export {};
