import { LongshoreError } from '@longshore/model';
import { registerOnce } from './register-once';

const failed = (code: 'LS3001' | 'LS3003', cause: object) =>
  new LongshoreError(code, { what: 'it failed', fix: 'none', cause: Object.assign(new Error(), cause) });

const lost = failed('LS3001', { code: 'ECONNRESET' });
const throttled = failed('LS3003', { name: 'ThrottlingException', $metadata: { httpStatusCode: 400 } });
const skewed = failed('LS3003', { $metadata: { httpStatusCode: 403, clockSkewCorrected: true } });

/** Registers where the first requests fail, and what they did shows after so many looks. */
async function register(failures: LongshoreError[], { takenUnseen = Infinity } = {}) {
  const done: string[] = [];
  const revision = await registerOnce({
    register: () => {
      done.push('register');
      const failure = failures.shift();
      return failure ? Promise.reject(failure) : Promise.resolve('registered');
    },
    find: () => {
      done.push('look');
      return Promise.resolve(done.filter((what) => what === 'look').length > takenUnseen ? 'found' : undefined);
    },
    pause: () => Promise.resolve(),
  });
  return { revision, done };
}

describe('a registration', () => {
  test('whose answer was lost takes the revision that it made, also if that shows late', async () => {
    expect(await register([lost], { takenUnseen: 2 })).toEqual({
      revision: 'found',
      done: ['register', 'look', 'look', 'look'],
    });
  });

  test('whose request was lost is repeated', async () => {
    expect(await register([lost])).toEqual({
      revision: 'registered',
      done: ['register', 'look', 'look', 'look', 'register'],
    });
  });

  test.each([
    ['was one too many', throttled],
    ['had the wrong time', skewed],
  ])('that %s is repeated at once, for it made nothing', async (_what, failure) => {
    expect(await register([failure])).toEqual({ revision: 'registered', done: ['register', 'register'] });
  });

  test.each([
    ['AWS refuses', failed('LS3003', { name: 'ClientException', $metadata: { httpStatusCode: 400 } })],
    ['has no credentials', failed('LS3001', { name: 'CredentialsProviderError' })],
  ])('that %s is given up', async (_what, failure) => {
    await expect(register([failure])).rejects.toBe(failure);
  });

  test('that never gets through is given up', async () => {
    await expect(register(Array.from({ length: 9 }, () => throttled))).rejects.toBe(throttled);
  });
});
