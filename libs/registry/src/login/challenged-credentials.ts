import { type LongshoreError } from '@longshore/model';
import { isLoopback, refused as refusedBy, unreachable } from '../errors';
import { readBody, type RegistryRequest, type RegistryResponse, type Transport } from '../http/transport';
import { parseJson } from '../json';
import { type Credentials } from '../repository';
import { type Challenge, parseChallenge } from './challenge';
import { type Login } from './docker-login';

/** How credentials are found that a registry asks for. */
export interface ChallengedOptions {
  host: string;
  transport: Transport;
  /** Who asks; undefined is nobody in particular. */
  login: () => Promise<Login | undefined>;
}

/**
 * Credentials as a registry asks for them in `WWW-Authenticate`: nothing until it asks; then a token of the server that
 * it names (Distribution's token authentication), which anonymous readers get as well, or user and password.
 */
export class ChallengedCredentials implements Credentials {
  readonly #options: ChallengedOptions;
  #current: Promise<string | undefined> = Promise.resolve(undefined);

  constructor(options: ChallengedOptions) {
    this.#options = options;
  }

  /** @throws LS2201, LS2202 */
  async authorization({ refused, challenge }: Parameters<Credentials['authorization']>[0] = {}) {
    const current = await this.#current.catch(() => undefined);
    const asked = parseChallenge(challenge);
    // Somebody else may have answered the same challenge meanwhile.
    if (!asked || current !== refused) return current;
    return (this.#current = this.#answer(asked));
  }

  async #answer(challenge: Challenge): Promise<string | undefined> {
    const login = await this.#options.login();
    if (challenge.scheme === 'bearer') return `Bearer ${await this.#token(challenge, login)}`;
    return login && 'username' in login ? basic(login) : undefined;
  }

  async #token(challenge: Challenge, login: Login | undefined): Promise<string> {
    const { host, transport } = this.#options;
    const request = tokenRequest(this.#realm(challenge), challenge.parameters, login);
    const response = await transport(request).catch((error: Error) => Promise.reject(unreachable(host, error)));
    const bytes = await readBody(response);
    if (response.status !== 200) throw this.#refusal(response, bytes);
    const { token, access_token: other } = (parseJson(bytes) ?? {}) as { token?: string; access_token?: string };
    const given = token ?? other;
    if (!given) throw this.#refusal(response, bytes);
    return given;
  }

  #refusal({ status }: RegistryResponse, bytes: Buffer): LongshoreError {
    return refusedBy(this.#options.host, 'give a token to read with', status, bytes.toString());
  }

  /** A password goes over the network encrypted or not at all. */
  #realm({ parameters }: Challenge): URL {
    const realm = URL.canParse(parameters.get('realm') ?? '') ? new URL(parameters.get('realm') ?? '') : undefined;
    if (realm?.protocol === 'https:' || (realm && isLoopback(realm.host))) return realm;
    throw refusedBy(this.#options.host, `be asked: it wants a token from ${realm?.origin ?? 'nowhere'}`, 401, '');
  }
}

/** The registry asks in a query, by GET; a token that stands for a login is exchanged by POST (OAuth 2). */
function tokenRequest(realm: URL, parameters: Challenge['parameters'], login: Login | undefined): RegistryRequest {
  const wanted = ['service', 'scope'].flatMap((name) => {
    const value = parameters.get(name);
    return value === undefined ? [] : [[name, value] as [string, string]];
  });
  if (login && 'identityToken' in login) {
    const grant = { grant_type: 'refresh_token', client_id: 'longshore', refresh_token: login.identityToken };
    const body = Buffer.from(new URLSearchParams({ ...grant, ...Object.fromEntries(wanted) }).toString());
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    return { method: 'POST', url: realm, headers, body };
  }
  for (const [name, value] of wanted) realm.searchParams.set(name, value);
  return { method: 'GET', url: realm, ...(login ? { headers: { authorization: basic(login) } } : {}) };
}

const basic = ({ username, password }: { username: string; password: string }): string =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
