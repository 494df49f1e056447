import { setTimeout as delay } from 'node:timers/promises';
import { atOnce } from './at-once';

describe('atOnce', () => {
  it('gives the results in order', async () => {
    expect(await atOnce([3, 1, 2], (ms) => delay(ms, ms * 2))).toEqual([6, 2, 4]);
  });

  it('throws the first failure when all have ended', async () => {
    let ended = false;
    const step = async (name: string, signal: AbortSignal) => {
      if (name === 'fails') throw new Error('first');
      await delay(60_000, undefined, { signal }).catch(() => undefined);
      ended = true;
    };
    await expect(atOnce(['waits', 'fails'], step)).rejects.toThrow('first');
    expect(ended).toBe(true);
  });

  it('ends with its caller', async () => {
    const step = (_: string, signal: AbortSignal) => delay(60_000, undefined, { signal });
    await expect(atOnce(['a'], step, AbortSignal.abort())).rejects.toThrow(/abort/);
  });
});
