export * from "./events.ts";
export {
  decodeBookPlace,
  decodeOrderId,
  encodeBookPlace,
  encodeOrderId,
  toOrderId,
  type BookPlace,
  type OrderId,
  type OrderPlace,
} from "./order-id.ts";
export * from "./storage.ts";
export * from "./terms.ts";
