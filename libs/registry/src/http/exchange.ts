import { type LongshoreError } from '@longshore/model';
import { refused, unreachable } from '../errors';
import { type Credentials } from '../repository';
import { type RetryPolicy, TransientFailure, withRetry } from './retry';
import { readBody, type RegistryRequest, type RegistryResponse, type Transport } from './transport';

/** What one repository's requests have in common. */
export interface ExchangeOptions {
  host: string;
  /** The origin of the registry, as `http://127.0.0.1:4566`. */
  origin: string;
  credentials: Credentials;
  transport: Transport;
  retry: RetryPolicy;
}

/** A request, and what it is for in words that complete "refused to …". */
export interface Ask extends RegistryRequest {
  action: string;
  /** Statuses that are an answer and not a refusal. */
  accept: number[];
}

/** Requests to one registry: signed, and with a transient failure told from a refusal. */
export class Exchange {
  readonly #options: ExchangeOptions;

  constructor(options: ExchangeOptions) {
    this.#options = options;
  }

  /** A URL of the registry, from a path or a `Location`. */
  url(path: string): URL {
    return new URL(path, this.#options.origin);
  }

  /** Runs a step of one or more requests again where it failed for a reason that may pass. */
  retry<T>(step: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    return withRetry(step, this.#options.retry, signal);
  }

  /** One request, tried until it is answered. */
  send(ask: Ask): Promise<RegistryResponse> {
    return this.retry(() => this.once(ask), ask.signal);
  }

  /**
   * One request, tried once; with new credentials where the registry no longer knows the old ones.
   * @throws TransientFailure, LS2201, LS2202
   */
  async once(ask: Ask): Promise<RegistryResponse> {
    let response = await this.#try(ask, false);
    if (response.status === 401) {
      response.body.resume();
      response = await this.#try(ask, true);
    }
    if (ask.accept.includes(response.status)) return response;
    const said = (await readBody(response).catch(() => Buffer.alloc(0))).toString();
    const error = refused(this.#options.host, ask.action, response.status, said);
    if (isTransient(response.status)) throw new TransientFailure(error, waitAskedFor(response));
    throw error;
  }

  async #try(ask: Ask, refresh: boolean): Promise<RegistryResponse> {
    const headers = { ...(await this.#authorization(ask.url, refresh)), ...ask.headers };
    try {
      return await this.#options.transport({ ...ask, headers });
    } catch (error) {
      ask.signal?.throwIfAborted();
      throw this.#broken(error as NodeJS.ErrnoException);
    }
  }

  /** Only the registry itself gets the credentials: not a store that it sends its clients to. */
  async #authorization(url: URL, refresh: boolean): Promise<Record<string, string>> {
    if (url.origin !== this.#options.origin) return {};
    const authorization = await this.#options.credentials.authorization({ refresh });
    return authorization === undefined ? {} : { authorization };
  }

  #broken(error: NodeJS.ErrnoException): TransientFailure | LongshoreError {
    const failure = unreachable(this.#options.host, error);
    const isGone = error.code === 'ECONNREFUSED' || error.code === 'ENOTFOUND';
    return isGone ? failure : new TransientFailure(failure);
  }
}

const isTransient = (status: number): boolean => status === 408 || status === 429 || status >= 500;

function waitAskedFor({ headers }: RegistryResponse): number | undefined {
  const seconds = Number(headers['retry-after']);
  return Number.isFinite(seconds) && headers['retry-after'] !== undefined ? seconds * 1000 : undefined;
}
