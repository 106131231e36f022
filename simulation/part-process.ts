// A process for one part of a simulation: what its chain keeps in memory goes with it.
import { playPart, type Part } from "./part.ts";

// Without whoever wants to know, there is nothing to do.
process.once("disconnect", () => process.exit());

process.once("message", (part: Part) => {
  const tell = (message: object) => process.send?.(message);
  playPart(part, (outcome) => tell({ outcome }))
    .then((result) => tell({ result }))
    .catch((error: unknown) => {
      console.error(error);
      process.exitCode = 1;
    })
    .finally(() => process.disconnect());
});
