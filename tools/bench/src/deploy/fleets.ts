import { type Figure } from '../lib/figures';
import { expectAll, Fleet } from './fleet';

const rolloutSeconds = 60;

/** Twenty services whose tasks take a minute to drain: one after the other they would take twenty. */
export async function measureOverlap(): Promise<Figure[]> {
  const fleet = await Fleet.start({ drainSeconds: rolloutSeconds });
  try {
    expectAll(await fleet.deploy(20, 'first'), 'deployed');
    const alone = await fleet.deploy(1, 'alone');
    const all = await fleet.deploy(20, 'second');
    expectAll(all, 'deployed');
    const target = { atMost: 1.5 * alone.seconds };
    const note = `one alone takes ${alone.seconds.toFixed(1)} s`;
    return [{ what: `20 rollouts of ${rolloutSeconds} s`, value: all.seconds, unit: 's', target, note }];
  } finally {
    await fleet.stop();
  }
}

const services = 200;
/** Source of the rates: "Request throttling for the Amazon ECS API": of registrations 20 at once, then one a second. */
const fastestSeconds = services - 20;

/** Two hundred services where AWS's rates are enforced: registering their revisions alone takes three minutes. */
export async function measureLimits(): Promise<Figure[]> {
  const fleet = await Fleet.start({ rates: 'aws' });
  try {
    expectAll(await fleet.deploy(services, 'first'), 'deployed');
    const rollout = await fleet.deploy(1, 'alone');
    await new Promise((resolve) => setTimeout(resolve, 30_000));
    const all = await fleet.deploy(services, 'second');
    expectAll(all, 'deployed');
    const atMost = 1.05 * (fastestSeconds + rollout.seconds);
    const note = `the rates allow ${fastestSeconds} s, and one rollout takes ${rollout.seconds.toFixed(1)} s`;
    return [{ what: `${services} at the rates of AWS`, value: all.seconds, unit: 's', target: { atMost }, note }];
  } finally {
    await fleet.stop();
  }
}
