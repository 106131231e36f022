import { hexlify, toUtf8Bytes, zeroPadBytes } from "ethers";

import { ParameterError } from "../gridwatt-error.ts";

/** A short text as bytes of a fixed length, its characters first. Throws `ParameterError` where it is empty or too long. */
export function toBytes(text: string, { length, name }: { length: number; name: string }): string {
  const bytes = toUtf8Bytes(text);
  if (bytes.length === 0 || bytes.length > length) {
    throw new ParameterError(`${name} has 1 to ${length} characters, which ${JSON.stringify(text)} has not.`);
  }
  return zeroPadBytes(hexlify(bytes), length);
}
