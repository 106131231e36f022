/** {slot} After so many the storage of a slot is used again. */
const RING = 2048;

export function ringOf(slot: number): number {
  return slot % RING;
}
