import { type Credentials } from '../repository';

/** What ECR gives to those who may push and pull. */
export interface EcrLogin {
  /** Origin of the registry, as `https://123456789012.dkr.ecr.eu-central-1.amazonaws.com`. */
  origin: string;
  /** The value of the `Authorization` header. */
  authorization: string;
  /** Milliseconds since 1970. */
  expiresAt: number;
}

/** A token is not used for its last minutes, in milliseconds: a request that has begun should end with it. */
const marginMs = 10 * 60_000;

/** Logs in once for all repositories of a registry, and again shortly before the token ends. */
export class EcrLogins implements Credentials {
  readonly #logIn: () => Promise<EcrLogin>;
  #login: Promise<EcrLogin> | undefined;

  constructor(logIn: () => Promise<EcrLogin>) {
    this.#logIn = logIn;
  }

  async authorization({ refused }: { refused?: string } = {}): Promise<string> {
    return (await this.#usable(refused)).authorization;
  }

  /** The login that holds for the next minutes. */
  current(): Promise<EcrLogin> {
    return this.#usable();
  }

  /** All who ask while a login is under way get the same; a token that was refused is given up once for all of them. */
  async #usable(refused?: string): Promise<EcrLogin> {
    const known = this.#login;
    const login = await known?.catch(() => undefined);
    if (login && login.authorization !== refused && Date.now() < login.expiresAt - marginMs) return login;
    if (this.#login === known) this.#login = undefined;
    return (this.#login ??= this.#logIn());
  }
}
