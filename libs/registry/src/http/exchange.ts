import { type LongshoreError } from '@longshore/model';
import { otherContent, refused, unreachable } from '../errors';
import { type Credentials } from '../repository';
import { isLoginRefused } from './login-refused';
import { type RetryPolicy, TransientFailure, withRetry } from './retry';
import { AnswerTooLong, readBody, type RegistryRequest, type RegistryResponse, type Transport } from './transport';

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

/** An answer that was read to its end. */
export interface WholeAnswer extends Pick<RegistryResponse, 'status' | 'headers'> {
  bytes: Buffer;
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

  /** One request, tried until it is answered; what breaks while its body is read is the reader's. */
  send(ask: Ask): Promise<RegistryResponse> {
    return this.retry(() => this.once(ask), ask.signal);
  }

  /** One request, tried until its answer was read to the end. */
  sendAndRead(ask: Ask): Promise<WholeAnswer> {
    return this.retry(async () => {
      const response = await this.once(ask);
      return { status: response.status, headers: response.headers, bytes: await this.#read(response, ask) };
    }, ask.signal);
  }

  /**
   * One request, tried once; with a new login where the registry no longer knows the old one.
   * @throws TransientFailure, LS2201, LS2202
   */
  async once(ask: Ask): Promise<RegistryResponse> {
    const authorization = await this.#authorization(ask.url);
    const response = await this.#try(ask, authorization);
    if (ask.accept.includes(response.status)) return response;
    const said = await saidIn(response);
    if (!isLoginRefused(ask.method, response.status, said)) throw this.#refusal(ask, response, said);
    const other = await this.#authorization(ask.url, authorization, response.headers['www-authenticate']);
    if (other === undefined || other === authorization) throw this.#refusal(ask, response, said);
    const again = await this.#try(ask, other);
    if (ask.accept.includes(again.status)) return again;
    throw this.#refusal(ask, again, await saidIn(again));
  }

  async #try(ask: Ask, authorization: string | undefined): Promise<RegistryResponse> {
    const headers = { ...(authorization === undefined ? {} : { authorization }), ...ask.headers };
    try {
      return await this.#options.transport({ ...ask, headers });
    } catch (error) {
      ask.signal?.throwIfAborted();
      throw this.#broken(error as NodeJS.ErrnoException);
    }
  }

  async #read(response: RegistryResponse, { action, signal }: Ask): Promise<Buffer> {
    try {
      return await readBody(response);
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof AnswerTooLong)
        throw otherContent(this.#options.host, `the answer to ${action}`, error.message);
      throw this.#broken(error as NodeJS.ErrnoException);
    }
  }

  /** Only the registry itself gets the credentials: not a store that it sends its clients to. */
  async #authorization(url: URL, refused?: string, challenge?: string): Promise<string | undefined> {
    if (url.origin !== this.#options.origin) return undefined;
    const why = { ...(refused === undefined ? {} : { refused }), ...(challenge === undefined ? {} : { challenge }) };
    return this.#options.credentials.authorization(why);
  }

  #refusal({ action }: Ask, response: RegistryResponse, said: string): TransientFailure | LongshoreError {
    const error = refused(this.#options.host, action, response.status, said);
    return isTransient(response.status) ? new TransientFailure(error, waitAskedFor(response)) : error;
  }

  #broken(error: NodeJS.ErrnoException): TransientFailure | LongshoreError {
    const failure = unreachable(this.#options.host, error);
    const isGone = error.code === 'ECONNREFUSED' || error.code === 'ENOTFOUND';
    return isGone ? failure : new TransientFailure(failure);
  }
}

const isTransient = (status: number): boolean => status === 408 || status === 429 || status >= 500;

/** What a refusal says; nothing where the connection broke before it was said. */
const saidIn = async (response: RegistryResponse): Promise<string> =>
  (await readBody(response).catch(() => Buffer.alloc(0))).toString();

function waitAskedFor({ headers }: RegistryResponse): number | undefined {
  const seconds = Number(headers['retry-after']);
  return Number.isFinite(seconds) && headers['retry-after'] !== undefined ? seconds * 1000 : undefined;
}
