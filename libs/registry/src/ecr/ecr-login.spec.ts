import { type EcrLogin, EcrLogins } from './ecr-login';

const minute = 60_000;

class Counted {
  count = 0;
  constructor(readonly validForMs: number) {}

  readonly logIn = (): Promise<EcrLogin> => {
    this.count++;
    return Promise.resolve({
      origin: 'http://127.0.0.1',
      authorization: `Basic ${this.count}`,
      expiresAt: Date.now() + this.validForMs,
    });
  };
}

describe('EcrLogins', () => {
  it('logs in once, however many ask at once', async () => {
    const ecr = new Counted(12 * 60 * minute);
    const logins = new EcrLogins(ecr.logIn);
    expect(await Promise.all([logins.authorization(), logins.authorization()])).toEqual(['Basic 1', 'Basic 1']);
    expect(await logins.authorization()).toBe('Basic 1');
  });

  it('logs in again before the token ends', async () => {
    const ecr = new Counted(5 * minute);
    const logins = new EcrLogins(ecr.logIn);
    await logins.authorization();
    expect(await Promise.all([logins.authorization(), logins.authorization()])).toEqual(['Basic 2', 'Basic 2']);
  });

  it('logs in again where the registry refused the token, once for all whom it refused', async () => {
    const logins = new EcrLogins(new Counted(12 * 60 * minute).logIn);
    const refused = await logins.authorization();
    const [one, two] = await Promise.all([logins.authorization({ refused }), logins.authorization({ refused })]);
    expect([one, two]).toEqual(['Basic 2', 'Basic 2']);
    expect(await logins.authorization({ refused })).toBe('Basic 2');
  });

  it('does not keep a login that failed', async () => {
    const ecr = new Counted(12 * 60 * minute);
    const answers = [() => Promise.reject<EcrLogin>(new Error('away')), ecr.logIn];
    const logins = new EcrLogins(() => answers.shift()?.() ?? ecr.logIn());
    await expect(logins.authorization()).rejects.toThrow('away');
    expect(await logins.authorization()).toBe('Basic 1');
  });
});
