import { FixtureWorkspace } from '../testing/workspace';
import { patienceOf } from './patience';

describe('the patience with a service', () => {
  let workspace: FixtureWorkspace;
  beforeEach(() => void (workspace = new FixtureWorkspace()));
  afterEach(() => workspace.remove());

  const http = { kind: 'http', route: { paths: ['/hello'] } };
  const patience = (spec: object, environments: Record<string, object> = {}) => {
    workspace.write('apps/hello/service.json', JSON.stringify(spec));
    for (const [name, content] of Object.entries(environments)) {
      const place = { account: '123456789012', region: 'us-east-1' };
      workspace.write(`deploy/environments/${name}.json`, JSON.stringify({ ...place, ...content }));
    }
    return patienceOf(workspace.hello) / 1000;
  };

  it('is what ECS has by default: the grace period, and as many checks as may fail', () => {
    expect(patience(http)).toBe(10 + 2 * 10);
  });

  it('is what service.json sets', () => {
    expect(patience({ ...http, health: { graceSeconds: 90 } })).toBe(90 + 20);
    const health = { graceSeconds: 0, intervalSeconds: 5, timeoutSeconds: 2, unhealthyThreshold: 3 };
    expect(patience({ ...http, health })).toBe(15);
  });

  it('is that of the most patient environment', () => {
    const environments = {
      local: { embedded: true, defaults: { health: { intervalSeconds: 2, timeoutSeconds: 1 } } },
      staging: { services: { hello: { health: { graceSeconds: 45 } }, other: { health: { graceSeconds: 900 } } } },
      production: { defaults: { health: { graceSeconds: 60 } } },
    };
    expect(patience(http, environments)).toBe(60 + 20);
    expect(patience({ ...http, health: { graceSeconds: 5 } }, environments)).toBe(45 + 20);
  });

  it('takes no notice of an environment whose file is wrong', () => {
    expect(patience(http, { broken: { defaults: { health: { graceSeconds: 'long' } } } })).toBe(30);
  });

  it('is what the check of a worker gets', () => {
    const containerHealth = { command: ['CMD', 'node'], intervalSeconds: 5, retries: 3, startSeconds: 30 };
    expect(patience({ kind: 'worker', containerHealth })).toBe(30 + 3 * 5);
  });

  it('is as long as the later of both checks needs', () => {
    const containerHealth = { command: ['CMD', 'node'], intervalSeconds: 5, retries: 3, startSeconds: 30 };
    expect(patience({ ...http, containerHealth })).toBe(45);
    expect(patience({ ...http, containerHealth, health: { graceSeconds: 90 } })).toBe(110);
  });
});
