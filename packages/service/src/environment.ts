import { readFileSync } from "node:fs";

import { GridwattError, loadDeployment, type Deployment } from "@gridwatt/sdk";
import { isHexString, SigningKey, Wallet } from "ethers";

/** A variable of the environment is missing or malformed. */
export class ConfigurationError extends GridwattError {
  constructor(message: string) {
    super("ConfigurationError", { message });
  }
}

/**
 * Typed reads of environment variables. All throw `ConfigurationError`, which never repeats a value: it may be a key.
 * @example
 * const environment = new Environment(process.env);
 * const port = environment.whole("KEEPER_PORT", { otherwise: 9200, most: 65_535 });
 */
export class Environment {
  readonly #variables: Readonly<Record<string, string | undefined>>;

  constructor(variables: Readonly<Record<string, string | undefined>>) {
    this.#variables = variables;
  }

  /** An empty variable counts as none. */
  text(name: string, otherwise?: string): string {
    const value = this.#variables[name]?.trim() || otherwise;
    if (value === undefined) throw new ConfigurationError(`${name} is missing.`);
    return value;
  }

  whole(name: string, { otherwise, most }: { readonly otherwise: number; readonly most: number }): number {
    const value = this.text(name, String(otherwise));
    if (!/^[0-9]{1,10}$/.test(value) || Number(value) > most) {
      throw new ConfigurationError(`${name} is no whole number up to ${most}.`);
    }
    return Number(value);
  }

  /** The address of an HTTP server, without a slash at the end. */
  url(name: string, otherwise?: string): string {
    return urlOf(name, this.text(name, otherwise));
  }

  /** Addresses of HTTP servers, separated by commas; none where it is empty. */
  urls(name: string): string[] {
    const items = this.text(name, ",").split(",");
    return items.filter((item) => item.trim() !== "").map((item) => urlOf(name, item.trim()));
  }

  /** 32 bytes as 0x-hexadecimal text. */
  secret(name: string): string {
    const value = this.text(name);
    if (!isHexString(value, 32)) throw new ConfigurationError(`${name} is not 0x and 64 hexadecimal digits.`);
    return value;
  }

  /** The wallet of a private key. */
  wallet(name: string): Wallet {
    const secret = this.secret(name);
    try {
      return new Wallet(new SigningKey(secret));
    } catch {
      throw new ConfigurationError(`${name} is no private key.`);
    }
  }

  /** The content of the file that a variable names; undefined where it names none. */
  deployment(name: string): Deployment | undefined {
    const path = this.text(name, "-");
    if (path === "-") return undefined;
    let text: string;
    try {
      text = readFileSync(path, "utf8");
    } catch {
      throw new ConfigurationError(`${name}: the file ${path} cannot be read.`);
    }
    return loadDeployment(text);
  }
}

function urlOf(name: string, value: string): string {
  if (!URL.canParse(value) || !/^https?:$/.test(new URL(value).protocol)) {
    throw new ConfigurationError(`${name} is no address like http://127.0.0.1:9100.`);
  }
  return value.replace(/\/+$/, "");
}
