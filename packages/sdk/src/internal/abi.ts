/** A parameter of a function, event or error. */
export interface AbiParameter {
  readonly name: string;
  readonly type: string;
  readonly components?: readonly AbiParameter[];
}

/** An ABI as this package's generated files hold it. */
export type Abi = readonly {
  readonly type: string;
  readonly name?: string;
  readonly inputs?: readonly AbiParameter[];
  readonly outputs?: readonly AbiParameter[];
}[];

/** TypeScript's type of a value of a Solidity type, with `Int` for its integers. */
type Value<P extends AbiParameter, Int> = P extends { readonly type: `${infer Item}[]` }
  ? readonly Value<Omit<P, "type"> & { readonly name: string; readonly type: Item }, Int>[]
  : P extends { readonly type: "tuple"; readonly components: infer C extends readonly AbiParameter[] }
    ? Named<C, Int>
    : P["type"] extends `uint${string}` | `int${string}`
      ? Int
      : P["type"] extends "bool"
        ? boolean
        : string;

type Named<P extends readonly AbiParameter[], Int> = { readonly [C in P[number] as C["name"]]: Value<C, Int> };

type Entry<A extends Abi, Type extends string, Name> = Extract<A[number], { readonly type: Type; readonly name: Name }>;

type NameOf<A extends Abi, Type extends string> = Extract<
  A[number],
  { readonly type: Type; readonly name: string }
>["name"];

export type FunctionName<A extends Abi> = NameOf<A, "function">;
export type EventName<A extends Abi> = NameOf<A, "event">;
export type ErrorName<A extends Abi> = NameOf<A, "error">;

/** What a function takes, in order. */
export type Arguments<A extends Abi, Name> =
  Entry<A, "function", Name> extends { readonly inputs: infer P extends readonly AbiParameter[] }
    ? { readonly [I in keyof P]: Value<P[I], bigint | number> }
    : never;

/** What a function returns: one value, or several by name. */
export type Output<A extends Abi, Name> =
  Entry<A, "function", Name> extends { readonly outputs: infer P extends readonly AbiParameter[] }
    ? P extends readonly []
      ? undefined
      : P extends readonly [infer One extends AbiParameter]
        ? Value<One, bigint>
        : Named<P, bigint>
    : never;

/** What an event or error carries, by name. */
export type EventArguments<A extends Abi, Name> = InputsByName<Entry<A, "event", Name>>;
export type ErrorArguments<A extends Abi, Name> = InputsByName<Entry<A, "error", Name>>;

type InputsByName<E> = E extends { readonly inputs: infer P extends readonly AbiParameter[] }
  ? Named<P, bigint>
  : never;
