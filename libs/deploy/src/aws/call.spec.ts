import { counted, retriedWhenConcurrent, send } from './call';
import { ratesOf } from './rates';
import { rateLimited, type Time, TokenBucket } from './token-bucket';

/** A clock that only sleep moves. */
class StillTime implements Time {
  at = 0;
  readonly slept: number[] = [];
  readonly now = () => this.at;
  readonly sleep = (milliseconds: number) => {
    this.slept.push(milliseconds);
    this.at += milliseconds;
    return Promise.resolve();
  };
}

describe('a token bucket', () => {
  test('lets a burst through, and the rest at its rate', () => {
    const bucket = new TokenBucket({ burst: 2, perSecond: 4 }, () => 0);
    expect([1, 2, 3, 4].map(() => bucket.take())).toEqual([0, 0, 250, 500]);
  });

  test('fills up again, to the burst and no further', () => {
    const time = new StillTime();
    const bucket = new TokenBucket({ burst: 2, perSecond: 4 }, time.now);
    [1, 2].forEach(() => bucket.take());
    time.at = 60_000;
    expect([1, 2, 3].map(() => bucket.take())).toEqual([0, 0, 250]);
  });
});

test('registrations of many services keep to the rate of ECS, reads are not held back by them', async () => {
  const time = new StillTime();
  const call = rateLimited(send, ratesOf, time);
  for (let each = 0; each < 22; each++) await call('ecs:RegisterTaskDefinition', () => Promise.resolve());
  expect(time.slept).toEqual([1000, 1000]);
  await call('ecs:DescribeServices', () => Promise.resolve());
  expect(time.slept).toHaveLength(2);
});

test('what shares a bucket waits for each other', async () => {
  const time = new StillTime();
  const call = rateLimited(send, ratesOf, time);
  const operations = ['CreateRule', 'CreateTargetGroup', 'ModifyRule'];
  for (let each = 0; each < 21; each++) {
    await call(`elasticloadbalancing:${operations[each % 3]}`, () => Promise.resolve());
  }
  expect(time.slept).toEqual([expect.closeTo(333, 0)]);
});

test('calls are counted by operation', async () => {
  const counts = new Map<string, number>();
  const call = counted(send, counts);
  await call('ecs:DescribeServices', () => Promise.resolve());
  await call('ecs:DescribeServices', () => Promise.resolve());
  expect(counts).toEqual(new Map([['ecs:DescribeServices', 2]]));
});

describe('a concurrent registration of the same family', () => {
  const busy = new Error('Too many concurrent attempts to create a new revision of the specified family');

  test('is tried again until it goes through', async () => {
    const answers = [busy, busy];
    const call = retriedWhenConcurrent(send, new StillTime());
    const attempt = () => {
      const answer = answers.pop();
      return answer ? Promise.reject(answer) : Promise.resolve('registered');
    };
    expect(await call('ecs:RegisterTaskDefinition', attempt)).toBe('registered');
  });

  test('is given up in the end, and any other error at once', async () => {
    const time = new StillTime();
    const call = retriedWhenConcurrent(send, time);
    await expect(call('ecs:RegisterTaskDefinition', () => Promise.reject(busy))).rejects.toBe(busy);
    expect(time.slept).toHaveLength(5);
    const other = new Error('other');
    await expect(call('ecs:RegisterTaskDefinition', () => Promise.reject(other))).rejects.toBe(other);
    expect(time.slept).toHaveLength(5);
  });
});
