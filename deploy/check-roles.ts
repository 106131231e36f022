import type { Deployment } from "@gridwatt/sdk";
import type { FunctionFragment, Interface, Provider } from "ethers";

import { checkGovernance } from "./check-governance.ts";
import { connectContracts, INTERFACES } from "./contracts.ts";
import type { MarketParameters } from "./parameters.ts";
import { eventsSince, membersBy, refusingBy } from "./probe.ts";
import type { ContractName, Role } from "./roles.ts";
import { ALL_ROLES, CONTRACTS, holdersOf, ROLES } from "./roles.ts";

/** A restricted function and who may call it. */
export interface RoleRow {
  readonly contract: string;
  readonly function: string;
  readonly role: string;
  readonly holders: readonly string[];
}

export interface RoleReport {
  readonly rows: readonly RoleRow[];
  /** What is not as intended; a deployment with any of these has failed. */
  readonly problems: readonly string[];
  /** Who else than the timelock holds what sets parameters, as the parameters say. */
  readonly keys: readonly { readonly role: string; readonly holder: string }[];
}

/**
 * Holds a deployed market against the table of roles: by trying, that exactly the functions of the table are
 * restricted; by the access manager, that each asks for its role; by its events since the deployment, that each role has
 * its intended holders with its intended delay and nobody else, without admins or guardians of its own. Then governance.
 */
export async function checkRoles(
  deployment: Deployment,
  parameters: MarketParameters,
  provider: Provider,
): Promise<RoleReport> {
  const roles = await new RoleCheck(deployment, parameters, provider).run();
  const governance = await checkGovernance(deployment, { parameters, provider });
  return {
    rows: [...roles.rows, ...governance.rows],
    problems: [...roles.problems, ...governance.problems],
    keys: roles.keys,
  };
}

class RoleCheck {
  readonly #deployment: Deployment;
  readonly #parameters: MarketParameters;
  readonly #provider: Provider;
  readonly #contracts;
  readonly #rows: RoleRow[] = [];
  readonly #problems: string[] = [];
  readonly #keys: { role: string; holder: string }[] = [];

  constructor(deployment: Deployment, parameters: MarketParameters, provider: Provider) {
    this.#deployment = deployment;
    this.#parameters = parameters;
    this.#provider = provider;
    this.#contracts = connectContracts(deployment.contracts, provider);
  }

  async run(): Promise<RoleReport> {
    const members = await this.#members();
    for (const role of ALL_ROLES) await this.#checkRole(role, members.get(role.id) ?? new Set());
    for (const [id, holders] of members) {
      const known = ALL_ROLES.some((role) => role.id === id);
      if (!known && holders.size > 0) this.#problem(`role ${id} is none of the market's, and has holders`);
    }
    for (const name of Object.keys(CONTRACTS) as ContractName[]) await this.#checkContract(name);
    await this.#checkFunctionRoles();
    await this.#checkSeats();
    return { rows: this.#rows, problems: this.#problems, keys: this.#keys };
  }

  async #checkRole(role: Role, members: ReadonlySet<string>): Promise<void> {
    const { authority } = this.#contracts;
    const intended = this.#holders(role);
    for (const holder of intended) {
      const { isMember, executionDelay } = await authority.hasRole(role.id, holder);
      if (!isMember) this.#problem(`${role.label} is not held by ${holder}`);
      else if (executionDelay !== (role.delay ?? 0n)) {
        this.#problem(`${role.label} of ${holder} has a delay of ${executionDelay} s, not of ${role.delay ?? 0n} s`);
      }
    }
    for (const member of members) {
      if (!intended.includes(member)) this.#problem(`${role.label} is held by ${member}, who should not have it`);
    }
    if (role.isGoverned === true) this.#noteKeys(role.label, intended);
    if (role.id === ROLES.GOVERNOR.id) {
      this.#rows.push({ contract: CONTRACTS.authority, function: "(all)", role: role.label, holders: intended });
    }
    if ((await authority.getRoleAdmin(role.id)) !== 0n) this.#problem(`${role.label} has an admin of its own`);
    if ((await authority.getRoleGuardian(role.id)) !== 0n) this.#problem(`${role.label} has a guardian of its own`);
  }

  async #checkContract(name: ContractName): Promise<void> {
    const { authority } = this.#contracts;
    const address = this.#deployment.contracts[name];
    if ((await this.#provider.getCode(address)) === "0x") return this.#problem(`${name} has no code at ${address}`);
    if (await authority.isTargetClosed(address)) this.#problem(`${name} is closed in the access manager`);
    if (name === "authority") return;
    await this.#checkAuthority(name);
    const restricted = await this.#restrictedFunctions(name);
    const listed = ALL_ROLES.flatMap((role) => (role.functions[name] ?? []).map((fn) => ({ fn, role })));
    for (const { fn, role } of listed) {
      const { selector } = fragmentOf(INTERFACES[name], fn);
      const id = await authority.getTargetFunctionRole(address, selector);
      if (!restricted.has(fn)) this.#problem(`${name}.${fn} is not restricted`);
      if (id !== role.id) this.#problem(`${name}.${fn} asks for role ${id}, not for ${role.label}`);
      const contract = CONTRACTS[name];
      this.#rows.push({ contract, function: fn, role: role.label, holders: this.#holders(role) });
    }
    for (const fn of restricted) {
      if (!listed.some((row) => row.fn === fn)) this.#problem(`${name}.${fn} is restricted and has no role`);
    }
  }

  async #checkAuthority(name: ContractName): Promise<void> {
    const fragment = INTERFACES[name].getFunction("authority");
    if (fragment === null) return;
    const answer = await this.#provider.call({ to: this.#deployment.contracts[name], data: fragment.selector });
    const [authority] = INTERFACES[name].decodeFunctionResult(fragment, answer) as unknown as [string];
    if (authority !== this.#deployment.contracts.authority) this.#problem(`${name} obeys ${authority}`);
  }

  /** The functions that refuse a stranger for want of a role. Handing over to another authority is the manager's own. */
  async #restrictedFunctions(name: ContractName): Promise<Set<string>> {
    const probed = { provider: this.#provider, address: this.#deployment.contracts[name], face: INTERFACES[name] };
    const found = await refusingBy(probed, "AccessManagedUnauthorized");
    found.delete("setAuthority");
    return found;
  }

  /** Nothing may have a role but the functions of the table. */
  async #checkFunctionRoles(): Promise<void> {
    const { authority } = this.#contracts;
    const events = await this.#events((from, to) =>
      authority.queryFilter(authority.filters.TargetFunctionRoleUpdated(), from, to),
    );
    for (const { args } of events) {
      const name = this.#nameOf(args.target);
      const fragment = name === undefined ? null : INTERFACES[name].getFunction(args.selector);
      const listed = ALL_ROLES.some(
        (role) => name !== undefined && role.functions[name]?.includes(fragment?.name ?? ""),
      );
      if (!listed) this.#problem(`role ${args.roleId} was given function ${args.selector} of ${args.target}`);
    }
  }

  /** What is not a role but somebody's all the same: zones have registrars, earners of fees have admins. */
  async #checkSeats(): Promise<void> {
    const { area, feeRouter } = this.#contracts;
    const { zones, operators } = this.#parameters.area;
    for (const [zone, { registrar }] of zones.entries()) {
      const seat = { contract: CONTRACTS.area, function: "(accounts)", role: `registrar of zone ${zone}` };
      this.#checkSeat(seat, await area.registrarOf(zone), registrar);
    }
    for (const [at, { admin }] of operators.entries()) {
      const seat = { contract: CONTRACTS.feeRouter, function: "setPayees", role: `admin of operator ${at + 1}` };
      this.#checkSeat(seat, await feeRouter.adminOf(at + 1), admin);
    }
  }

  #checkSeat(seat: Omit<RoleRow, "holders">, is: string, intended: string): void {
    this.#rows.push({ ...seat, holders: [intended] });
    if (is !== intended) this.#problem(`${seat.role} is ${is}, not ${intended}`);
  }

  /** Who holds which role, from the events since the deployment. */
  async #members(): Promise<Map<bigint, Set<string>>> {
    const { authority } = this.#contracts;
    const granted = await this.#events((from, to) => authority.queryFilter(authority.filters.RoleGranted(), from, to));
    const revoked = await this.#events((from, to) => authority.queryFilter(authority.filters.RoleRevoked(), from, to));
    return membersBy({
      granted: granted.map((event) => ({ event, role: event.args.roleId, account: event.args.account })),
      revoked: revoked.map((event) => ({ event, role: event.args.roleId, account: event.args.account })),
    });
  }

  #events<T>(query: (from: number, to: number) => Promise<T[]>): Promise<T[]> {
    return eventsSince({ provider: this.#provider, startBlock: this.#deployment.startBlock }, query);
  }

  #holders(role: Role): string[] {
    return holdersOf(role, { parameters: this.#parameters, contracts: this.#deployment.contracts });
  }

  /** Notes who has what the timelock should have. The election and other contracts do by rules what they do. */
  #noteKeys(role: string, holders: readonly string[]): void {
    const others = holders.filter((holder) => this.#nameOf(holder) === undefined);
    this.#keys.push(...others.map((holder) => ({ role, holder })));
  }

  #nameOf(address: string): ContractName | undefined {
    const names = Object.keys(CONTRACTS) as ContractName[];
    return names.find((name) => this.#deployment.contracts[name] === address);
  }

  #problem(text: string): void {
    this.#problems.push(text);
  }
}

function fragmentOf(contract: Interface, name: string): FunctionFragment {
  const found = contract.getFunction(name);
  if (found === null) throw new Error(`no function ${name}`);
  return found;
}
