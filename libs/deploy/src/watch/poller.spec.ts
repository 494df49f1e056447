import { type Deployment, type Service } from '../aws/shapes';
import { nextDelay } from './pace';
import { Poller } from './poller';
import { type Observation, type Rollout } from './rollout';

const began = Date.now();
const pace = { fast: 1, slow: 2 };

const rollout = (service: string): Rollout => ({
  service,
  serviceName: `staging-${service}`,
  deploymentId: `ecs-svc/${service}`,
  createdAt: began,
  deadlineAt: began + 60_000,
});

const deployment = (service: string, fields: Partial<Deployment> = {}): Deployment => ({
  id: `ecs-svc/${service}`,
  status: 'PRIMARY',
  rolloutState: 'IN_PROGRESS',
  createdAt: new Date(began),
  ...fields,
});

const showing = (service: string, fields: Partial<Deployment> = {}): Service => ({
  serviceName: `staging-${service}`,
  status: 'ACTIVE',
  deployments: [deployment(service, fields)],
});

/** Shows each look in turn, and the last one from then on. */
class Looks {
  readonly asked: string[][] = [];
  constructor(private readonly looks: (Service[] | Error)[]) {}

  readonly describe = (names: string[]): Promise<Service[]> => {
    this.asked.push(names);
    const look = this.looks[Math.min(this.asked.length, this.looks.length) - 1] ?? [];
    return look instanceof Error ? Promise.reject(look) : Promise.resolve(look);
  };
}

const completed = { rolloutState: 'COMPLETED' } as const;
const ignore = () => undefined;

test('all rollouts are read in one call, and each ends by itself', async () => {
  const looks = new Looks([
    [showing('rooms'), showing('users')],
    [showing('rooms', completed), showing('users')],
    [showing('users', { rolloutState: 'FAILED' })],
  ]);
  const poller = new Poller({ describe: looks.describe, pace, signal: new AbortController().signal });
  const endings = await Promise.all([
    poller.watch(rollout('rooms'), deployment('rooms'), ignore),
    poller.watch(rollout('users'), deployment('users'), ignore),
  ]);
  expect(endings.map(({ verdict }) => verdict)).toEqual(['deployed', 'failed']);
  expect(looks.asked).toEqual([
    ['staging-rooms', 'staging-users'],
    ['staging-rooms', 'staging-users'],
    ['staging-users'],
  ]);
});

test('each look is told, also one that lags behind', async () => {
  const looks = new Looks([[], [showing('rooms', { runningCount: 1 })], [showing('rooms', completed)]]);
  const poller = new Poller({ describe: looks.describe, pace, signal: new AbortController().signal });
  const told: Observation[] = [];
  await poller.watch(rollout('rooms'), deployment('rooms'), (observation) => told.push(observation));
  expect(told.map(({ lastSeen }) => lastSeen?.deployment.runningCount)).toEqual([undefined, 1, undefined]);
});

test('a read that fails is no verdict', async () => {
  const looks = new Looks([new Error('HTTP 500'), [showing('rooms', completed)]]);
  const poller = new Poller({ describe: looks.describe, pace, signal: new AbortController().signal });
  const { verdict } = await poller.watch(rollout('rooms'), deployment('rooms'), ignore);
  expect(verdict).toBe('deployed');
});

test('another watch can begin when all have ended', async () => {
  const looks = new Looks([[showing('rooms', completed), showing('users', completed)]]);
  const poller = new Poller({ describe: looks.describe, pace, signal: new AbortController().signal });
  await poller.watch(rollout('rooms'), deployment('rooms'), ignore);
  const { verdict } = await poller.watch(rollout('users'), deployment('users'), ignore);
  expect(verdict).toBe('deployed');
});

test('an abort ends every watch', async () => {
  const controller = new AbortController();
  const looks = new Looks([[showing('rooms')]]);
  const poller = new Poller({ describe: looks.describe, pace, signal: controller.signal });
  const ending = poller.watch(rollout('rooms'), deployment('rooms'), () => controller.abort(new Error('stop')));
  await expect(ending).rejects.toThrow('stop');
});

test('looks become rarer while nothing happens, and frequent again after a change', () => {
  const aws = { fast: 1000, slow: 5000 };
  expect(nextDelay(aws, 1000, false)).toBe(1500);
  expect(nextDelay(aws, 4000, false)).toBe(5000);
  expect(nextDelay(aws, 5000, true)).toBe(1000);
});
