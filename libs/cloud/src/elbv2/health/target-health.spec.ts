import { afterCheck, type CheckedHealth, checking, type CheckResult, registering } from './target-health';

const ok: CheckResult = { kind: 'response', status: 200, expected: true };
const error: CheckResult = { kind: 'response', status: 500, expected: false };
const thresholds = { healthy: 3, unhealthy: 2 };

const after = (from: CheckedHealth, ...results: CheckResult[]): CheckedHealth =>
  results.reduce((health, result) => afterCheck(health, result, thresholds), from);

describe('a new target', () => {
  it('row "reasons": is being registered, then checked', () => {
    expect(registering.health).toMatchObject({ state: 'initial', reason: 'Elb.RegistrationInProgress' });
    expect(checking.health).toMatchObject({ state: 'initial', reason: 'Elb.InitialHealthChecking' });
  });

  it('row "a new target": is healthy after one pass, not after as many as the group demands', () => {
    expect(after(checking, ok).health).toEqual({ state: 'healthy' });
  });

  it('stays initial until as many checks failed as the group allows', () => {
    expect(after(checking, error).health).toEqual(checking.health);
    expect(after(checking, error, error).health.state).toBe('unhealthy');
  });
});

describe('a healthy target', () => {
  const healthy = after(checking, ok);

  it('stays so while no row of failures is long enough', () => {
    expect(after(healthy, error, ok, error).health).toEqual({ state: 'healthy' });
  });

  it('is unhealthy after enough of them', () => {
    expect(after(healthy, error, error).health.state).toBe('unhealthy');
  });
});

describe('an unhealthy target', () => {
  const unhealthy = after(checking, error, error);

  it('needs as many passes in a row as the group demands', () => {
    expect(after(unhealthy, ok, ok).health.state).toBe('unhealthy');
    expect(after(unhealthy, ok, ok, error, ok, ok).health.state).toBe('unhealthy');
    expect(after(unhealthy, ok, ok, ok).health).toEqual({ state: 'healthy' });
  });

  it.each<[CheckResult, string, string]>([
    [error, 'Target.ResponseCodeMismatch', 'Health checks failed with these codes: [500]'],
    [{ kind: 'timeout' }, 'Target.Timeout', 'Request timed out'],
    [{ kind: 'refused' }, 'Target.FailedHealthChecks', 'Health checks failed'],
    [{ kind: 'broken' }, 'Target.FailedHealthChecks', 'Health checks failed'],
  ])('says why: %j is %s', (result, reason, description) => {
    expect(after(unhealthy, result).health).toEqual({ state: 'unhealthy', reason, description });
  });
});
