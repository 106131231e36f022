import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

import { GridwattError } from "@gridwatt/sdk";

/** What only one process may do is being done. */
export class LockedError extends GridwattError {
  constructor(path: string, of: { readonly busy: string; readonly owner: number | undefined }) {
    super("Locked", { message: `${of.busy}: process ${of.owner} holds ${path}`, args: { path, owner: of.owner ?? 0 } });
  }
}

/** Locks that this process holds: its own number in any other lock is a dead process's. */
const held = new Set<string>();

/**
 * Runs `work` while nobody else does under the same lock. Throws as `lock` does.
 * @param path the lock's file
 * @param busy what is to be said where somebody else is at it
 */
export async function withLock<T>(path: string, busy: string, work: () => Promise<T>): Promise<T> {
  const release = lock(path, busy);
  try {
    return await work();
  } finally {
    release();
  }
}

/**
 * Takes a lock; that of a process that has died is taken over. Throws `LockedError` where another process, or this one,
 * has it.
 * @returns what gives it back
 */
export function lock(path: string, busy: string): () => void {
  acquire(path, busy);
  held.add(path);
  return () => {
    held.delete(path);
    rmSync(path, { force: true });
  };
}

/** A hard link appears at once and with its content, so nobody ever reads a lock without an owner. */
function acquire(path: string, busy: string): void {
  const mine = `${path}.${process.pid}`;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(mine, String(process.pid));
  try {
    while (!linked(mine, path)) bury(path, busy);
  } finally {
    rmSync(mine, { force: true });
  }
}

function linked(mine: string, path: string): boolean {
  try {
    linkSync(mine, path);
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
}

/** Takes a dead owner's lock out of the way. Only one of several can: who moves another's new lock gives it back. */
function bury(path: string, busy: string): void {
  const owner = ownerOf(path);
  if (owner === undefined) return;
  if (isAlive(owner, path)) throw new LockedError(path, { busy, owner });
  const grave = `${path}.${process.pid}.dead`;
  try {
    renameSync(path, grave);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return;
    throw error;
  }
  const moved = ownerOf(grave);
  if (moved !== owner) linked(grave, path);
  rmSync(grave, { force: true });
  if (moved !== owner) throw new LockedError(path, { busy, owner: moved });
}

/** Nobody's number, in a lock that a power cut has left without its content. */
const NOBODY = 0;

/** Undefined where the lock has just gone. */
function ownerOf(path: string): number | undefined {
  try {
    const text = readFileSync(path, "utf8");
    return /^[1-9][0-9]{0,9}$/.test(text) ? Number(text) : NOBODY;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
}

function isAlive(owner: number, path: string): boolean {
  if (owner === NOBODY) return false;
  if (owner === process.pid) return held.has(path);
  try {
    process.kill(owner, 0);
    return true;
  } catch (error) {
    return codeOf(error) !== "ESRCH";
  }
}

function codeOf(error: unknown): unknown {
  return (error as NodeJS.ErrnoException).code;
}
