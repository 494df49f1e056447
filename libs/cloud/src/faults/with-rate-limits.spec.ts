import * as ecsSchemas from '@aws-sdk/client-ecs';
import { ListClustersCommand, RegisterTaskDefinitionCommand } from '@aws-sdk/client-ecs';
import * as elbv2Schemas from '@aws-sdk/client-elastic-load-balancing-v2';
import { DescribeRulesCommand, RegisterTargetsCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { FaultyCloud } from './testing/faulty-cloud';

let cloud: FaultyCloud;

beforeEach(async () => {
  cloud = new FaultyCloud({ ecs: ecsSchemas, elbv2: elbv2Schemas });
  await cloud.start();
});

afterEach(() => cloud.stop());

const register = (region?: string) =>
  cloud.ecs(region).send(new RegisterTaskDefinitionCommand({ family: 'rooms', containerDefinitions: [] }));

/** How many of so many calls got through. */
async function through(calls: number, call: () => Promise<unknown>): Promise<number> {
  const results = await Promise.allSettled(Array.from({ length: calls }, call));
  return results.filter(({ status }) => status === 'fulfilled').length;
}

describe('rate limits of AWS', () => {
  test('row "rates": RegisterTaskDefinition: 20 at once, then one a second', async () => {
    expect(await through(25, () => register())).toBe(20);
    await expect(register()).rejects.toMatchObject({
      name: 'ThrottlingException',
      message: 'Rate exceeded',
      $metadata: { httpStatusCode: 400 },
    });
    await cloud.clock.advance(2000);
    expect(await through(5, () => register())).toBe(2);
  });

  test('row "rates": cluster reads: 50 at once, then 20 a second; a bucket is never more than full', async () => {
    const list = () => cloud.ecs().send(new ListClustersCommand({}));
    expect(await through(60, list)).toBe(50);
    await cloud.clock.advance(1000);
    expect(await through(30, list)).toBe(20);
    await cloud.clock.advance(60_000);
    expect(await through(60, list)).toBe(50);
  });

  test('hold for each region on its own', async () => {
    await through(20, () => register());
    await expect(register('eu-central-1')).resolves.toMatchObject({ taskDefinition: { revision: 1 } });
  });

  test('of load balancers: the account’s 40 are for all operations, 20 of them for registrations', async () => {
    const targets = { TargetGroupArn: 'arn', Targets: [{ Id: '127.0.0.1' }] };
    expect(await through(30, () => cloud.elbv2().send(new RegisterTargetsCommand(targets)))).toBe(20);
    expect(await through(30, () => cloud.elbv2().send(new DescribeRulesCommand({})))).toBe(20);
  });

  test('take no token for a call without a signature', async () => {
    const unsigned = () =>
      fetch(cloud.endpoint, {
        method: 'POST',
        headers: { 'x-amz-target': 'AmazonEC2ContainerServiceV20141113.RegisterTaskDefinition' },
        body: '{}',
      });
    for (let made = 0; made < 25; made++) expect((await unsigned()).status).toBe(403);
    expect(await through(20, () => register())).toBe(20);
  });
});
