import { settle, VirtualClock } from '../../testing/virtual-clock';
import { standardHealthCheck } from '../operations/health-check';
import { type HealthCheck } from '../state';
import { ScriptedProbe } from '../testing/scripted-probe';
import { TargetCheck } from './target-check';

function newTarget(settings: Partial<HealthCheck> = {}, cpuShare = 1) {
  const clock = new VirtualClock();
  const probe = new ScriptedProbe();
  const states: string[] = [];
  const check: TargetCheck = new TargetCheck({
    target: { id: '127.0.0.1', port: 3000 },
    settings: () => ({ ...standardHealthCheck, intervalSeconds: 10, ...settings }),
    clock,
    probe: probe.probe,
    cpuShare: () => Promise.resolve(cpuShare),
    onChange: () => states.push(check.health.state),
  });
  return { clock, probe, check, states };
}

describe('the check of a target', () => {
  it('comes at once', async () => {
    const { probe, check } = newTarget();
    probe.respond(200);
    check.start();
    await settle();
    expect(check.health).toEqual({ state: 'healthy' });
  });

  it('comes again once an interval', async () => {
    const { clock, probe, check } = newTarget();
    probe.respond(200);
    check.start();
    await clock.advance(35_000);
    expect(probe.checks).toHaveLength(4);
  });

  it('asks the way the group says', async () => {
    const { probe, check } = newTarget({ port: '9000', path: '/ready', timeoutSeconds: 3, matcher: '200-299' });
    check.start();
    await settle();
    expect(probe.checks[0]).toEqual({
      host: '127.0.0.1',
      port: 9000,
      path: '/ready',
      timeoutMilliseconds: 3000,
      matcher: '200-299',
    });
  });

  it('tells each change of state, and nothing else', async () => {
    const { clock, probe, check, states } = newTarget();
    probe.respond(200);
    check.start();
    await clock.advance(25_000);
    probe.respond(503);
    await clock.advance(20_000);
    expect(states).toEqual(['initial', 'healthy', 'unhealthy']);
  });

  it('is over when stopped', async () => {
    const { clock, probe, check } = newTarget();
    check.start();
    check.stop();
    await clock.advance(60_000);
    expect(probe.checks).toHaveLength(1);
    expect(clock.waiting).toBe(0);
  });
});

describe('a target that does not listen yet', () => {
  it('is healthy soon after it does, before the interval is over', async () => {
    const { clock, probe, check } = newTarget();
    check.start();
    await clock.advance(1_000);
    expect(check.health.state).toBe('initial');
    probe.respond(200);
    await clock.advance(100);
    expect(check.health.state).toBe('healthy');
  });

  it('fails once an interval, however often it is looked at', async () => {
    const { clock, check } = newTarget();
    check.start();
    await clock.advance(9_999);
    expect(check.health.state).toBe('initial');
    await clock.advance(1);
    expect(check.health.state).toBe('unhealthy');
  });

  it('is checked no more than once an interval from when it listens on', async () => {
    const { clock, probe, check } = newTarget();
    probe.respond(500);
    check.start();
    await clock.advance(9_999);
    expect(probe.checks).toHaveLength(1);
    probe.result = { kind: 'refused' };
    await clock.advance(10_000);
    expect(probe.checks).toHaveLength(2);
  });
});

describe('a target on a machine too busy to give it more than a quarter of the CPU time that it asks for', () => {
  const thresholds = { unhealthyThreshold: 2 };

  it.each(['refused', 'timeout'] as const)('gets four times as long to become healthy: %s', async (kind) => {
    const { clock, probe, check } = newTarget(thresholds, 0.25);
    probe.result = { kind };
    check.start();
    await clock.advance(69_999);
    expect(check.health.state).toBe('initial');
    await clock.advance(1);
    expect(check.health.state).toBe('unhealthy');
  });

  it('is healthy as soon as it answers', async () => {
    const { clock, probe, check } = newTarget(thresholds, 0.25);
    check.start();
    await clock.advance(35_000);
    probe.respond(200);
    await clock.advance(100);
    expect(check.health.state).toBe('healthy');
  });

  it('is unhealthy as quickly as any other once it was healthy', async () => {
    const { clock, probe, check } = newTarget(thresholds, 0.25);
    probe.respond(200);
    check.start();
    await clock.advance(5_000);
    probe.respond(500);
    await clock.advance(15_000);
    expect(check.health.state).toBe('unhealthy');
  });
});
