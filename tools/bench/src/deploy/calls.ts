import { type Figure } from '../lib/figures';
import { type Deploy, expectAll, Fleet, sum } from './fleet';

/** How many services are deployed. */
export const sizes = [1, 10, 100, 200];

/** What watching takes is allowed for apart, a tenth of a call for each look at a service; and what creates. */
const apart = ['DescribeServices', 'RegisterTaskDefinition'];

/** What all services of a run share: account, resources, routing, roles and cluster. */
const shared = 15;

/** Calls, time and own CPU of a deploy that changes nothing, and of one that changes each image. */
export async function measureCalls(size: number): Promise<Figure[]> {
  const fleet = await Fleet.start();
  try {
    expectAll(await fleet.deploy(size, 'first'), 'deployed');
    const nothing = await fleet.deploy(size, 'first');
    expectAll(nothing, 'unchanged');
    const one = await fleet.deploy(1, 'one more');
    const changed = await fleet.deploy(size, 'second');
    expectAll(changed, 'deployed');
    return [...figuresOfNone(size, nothing), ...figuresOfAll(size, changed), ...figureOfCpu(size, one, changed)];
  } finally {
    await fleet.stop();
  }
}

const figuresOfNone = (size: number, { calls, seconds }: Deploy): Figure[] => [
  {
    what: `${size} unchanged: calls`,
    value: sum(calls),
    unit: 'calls',
    ...(size === 100 && { target: { atMost: 25 } }),
    note: listed(calls),
  },
  { what: `${size} unchanged: time`, value: seconds, unit: 's' },
];

const figuresOfAll = (size: number, { calls, seconds }: Deploy): Figure[] => [
  {
    what: `${size} changed: calls but looks and registrations`,
    value: sum(calls, apart),
    unit: 'calls',
    target: { atMost: 4 * size + shared },
    note: listed(calls),
  },
  { what: `${size} changed: time`, value: seconds, unit: 's' },
];

function figureOfCpu(size: number, one: Deploy, all: Deploy): Figure[] {
  if (size === 1) return [];
  const value = (all.cpuMs - one.cpuMs) / (size - 1);
  return [{ what: `${size} changed: own CPU for each more`, value, unit: 'ms', target: { atMost: 50 } }];
}

const listed = (calls: Record<string, number>): string =>
  Object.entries(calls)
    .sort(([, a], [, b]) => b - a)
    .map(([operation, count]) => `${operation} ${count}`)
    .join(', ');
