export { Keeper, type KeeperParts } from "./keeper.ts";
export { keeperService } from "./service.ts";
