import { UsageError } from "./connection.ts";
import "./output.ts";

/**
 * Runs a command that works on its own. What a user got wrong is told in one line, with exit code 2, anything else with
 * its trace and exit code 1.
 * @param users errors of wrong input besides `UsageError`
 */
export async function runMain(
  work: () => Promise<void>,
  ...users: readonly (new (...args: never[]) => Error)[]
): Promise<void> {
  try {
    await work();
  } catch (error) {
    const isUsers = [UsageError, ...users].some((kind) => error instanceof kind);
    console.error(isUsers ? (error as Error).message : error);
    process.exitCode = isUsers ? 2 : 1;
  }
}
