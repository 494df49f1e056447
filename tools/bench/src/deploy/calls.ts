import { type Figure } from '../lib/figures';
import { expectAll, Fleet, sum } from './fleet';

const sizes = [1, 10];

/** What watching takes is allowed for apart: a tenth of a call for each look at a service. */
const looks = ['DescribeServices'];

/** Calls and time of a deploy that changes nothing, and of one that changes each image, by the number of services. */
export async function measureCalls(): Promise<Figure[]> {
  const fleet = await Fleet.start();
  try {
    const figures: Figure[] = [];
    let cpuOfOne = 0;
    for (const size of sizes) {
      await fleet.deploy(size, 'first');
      const nothing = await fleet.deploy(size, 'first');
      expectAll(nothing, 'unchanged');
      const target = size === 100 ? { target: { atMost: 25 } } : {};
      figures.push(
        {
          what: `${size} unchanged: calls`,
          value: sum(nothing.calls),
          unit: 'calls',
          ...target,
          note: list(nothing.calls),
        },
        { what: `${size} unchanged: time`, value: nothing.seconds, unit: 's' },
      );
      const changed = await fleet.deploy(size, `second of ${size}`);
      expectAll(changed, 'deployed');
      if (size === 1) cpuOfOne = changed.cpuMs;
      const others = sum(changed.calls, looks);
      figures.push(
        {
          what: `${size} changed: calls but looks`,
          value: others,
          unit: 'calls',
          target: { atMost: 4 * size + 10 },
          note: list(changed.calls),
        },
        { what: `${size} changed: time`, value: changed.seconds, unit: 's' },
      );
      if (size > 1) {
        const value = (changed.cpuMs - cpuOfOne) / (size - 1);
        figures.push({ what: `${size} changed: CPU for each more`, value, unit: 'ms', target: { atMost: 50 } });
      }
    }
    return figures;
  } finally {
    await fleet.stop();
  }
}

const list = (calls: Record<string, number>): string =>
  Object.entries(calls)
    .sort(([, a], [, b]) => b - a)
    .map(([operation, count]) => `${operation} ${count}`)
    .join(', ');
