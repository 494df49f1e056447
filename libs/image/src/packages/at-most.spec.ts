import { setImmediate } from 'node:timers/promises';
import { atMost } from './at-most';

describe('atMost', () => {
  it('runs as many steps at a time as it may, and gives the results in order', async () => {
    let open = 0;
    let most = 0;
    const step = async (n: number) => {
      most = Math.max(most, ++open);
      await setImmediate();
      open--;
      return n * 2;
    };
    expect(await atMost(3, [1, 2, 3, 4, 5, 6, 7], step)).toEqual([2, 4, 6, 8, 10, 12, 14]);
    expect(most).toBe(3);
  });

  it('starts no step after one has failed', async () => {
    const started: number[] = [];
    const step = async (n: number) => {
      started.push(n);
      await setImmediate();
      throw new Error(`step ${n}`);
    };
    await expect(atMost(2, [1, 2, 3, 4], step)).rejects.toThrow('step 1');
    expect(started).toEqual([1, 2]);
  });
});
