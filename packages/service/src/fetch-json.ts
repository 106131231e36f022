/** {ms} Who answers later counts as down. */
const TIMEOUT = 3_000;
/** {byte} Whoever is asked may be lying: no answer fills the memory. */
const ANSWER_LIMIT = 33_554_432;

/** Somebody over HTTP gave no answer that can be used. */
export class FetchError extends Error {
  /** Of HTTP; 0 where there was no answer. */
  readonly status: number;

  constructor(status: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "FetchError";
    this.status = status;
  }
}

/**
 * Gets JSON from a server that may be down, slow or hostile. Throws `FetchError`.
 * @param authorization sent with it; default: none
 */
export function fetchJson(url: string, authorization?: string): Promise<unknown> {
  return ask(url, { headers: authorization === undefined ? {} : { authorization } });
}

/** Sends JSON to a server that may be down, slow or hostile, and gives its answer. Throws `FetchError`. */
export function postJson(url: string, body: unknown): Promise<unknown> {
  return ask(url, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
}

async function ask(url: string, request: RequestInit): Promise<unknown> {
  try {
    const response = await fetch(url, { ...request, redirect: "error", signal: AbortSignal.timeout(TIMEOUT) });
    if (!response.ok) {
      await response.body?.cancel();
      throw new FetchError(response.status, `${url} answered with status ${response.status}.`);
    }
    return JSON.parse(await textOf(response, url));
  } catch (error) {
    if (error instanceof FetchError) throw error;
    throw new FetchError(0, `${url} gave no answer that can be read.`, { cause: error });
  }
}

async function textOf(response: Response, url: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > ANSWER_LIMIT) throw new FetchError(response.status, `${url} answered with too much.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
