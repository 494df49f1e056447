import { join } from 'node:path';
import { ClientWorld, clientTestsRun } from '../lib/client-world';

const program = `
  const server = require('http').createServer((request, response) => response.end('from VERSION'));
  server.listen(process.env.PORT);
  process.on('SIGTERM', () => server.close());`;

interface Seen {
  afterCreate: string;
  afterUpdate: string;
  events: string[];
  targets: string[];
  revisions: string[];
  task: object;
  refusal: string;
  afterDelete: string;
}

const runs = clientTestsRun('python3', ['-c', 'import boto3'], 'boto3');

(runs ? describe : describe.skip)('boto3, unmodified', () => {
  let world: ClientWorld;
  let seen: Seen;

  beforeAll(async () => {
    world = await ClientWorld.start('process');
    const script = join(__dirname, 'rollout.py');
    const output = await world.run('python3', [script, world.cloud.endpoint, program, world.cloud.loadBalancer]);
    seen = JSON.parse(output) as Seen;
  });
  afterAll(() => world.stop());

  it('rolls a service out and updates it', () => {
    expect([seen.afterCreate, seen.afterUpdate]).toEqual(['from one', 'from two']);
    expect(seen.events).toContain('(service rooms) has reached a steady state.');
    expect(seen.targets.filter((state) => state === 'healthy')).toHaveLength(2);
  });

  it('pages through lists', () => {
    expect(seen.revisions).toEqual(['1', '2']);
  });

  it('runs a task and stops it', () => {
    expect(seen.task).toEqual({ stopCode: 'UserInitiated', stoppedReason: 'seen enough' });
  });

  it('gets refusals as the exceptions of its models', () => {
    expect(seen.refusal).toBe('The service cannot be stopped while it is scaled above 0.');
    expect(seen.afterDelete).toBe('ClusterNotFoundException');
  });
});
