import * as ecsSchemas from '@aws-sdk/client-ecs';
import { type ECSClient, ListClustersCommand, ListServicesCommand } from '@aws-sdk/client-ecs';
import * as elbv2Schemas from '@aws-sdk/client-elastic-load-balancing-v2';
import { DescribeRulesCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { FaultyCloud } from './testing/faulty-cloud';

let cloud: FaultyCloud;
let ecs: ECSClient;

beforeEach(async () => {
  cloud = new FaultyCloud({ ecs: ecsSchemas, elbv2: elbv2Schemas });
  await cloud.start();
  ecs = cloud.ecs();
});

afterEach(() => cloud.stop());

const listClusters = () => ecs.send(new ListClustersCommand({}));

/** Which of some calls fail, in their order. */
async function failures(calls: number, call: () => Promise<unknown> = listClusters): Promise<boolean[]> {
  const failed: boolean[] = [];
  for (let made = 0; made < calls; made++) {
    failed.push(
      await call().then(
        () => false,
        () => true,
      ),
    );
  }
  return failed;
}

const unavailable = { code: 'ServerException', status: 503, message: 'gone fishing' };

describe('a fault of a call', () => {
  test('answers an error in place of the call, in JSON', async () => {
    await cloud.put({ rules: [{ service: 'ecs', operation: 'ListClusters', error: unavailable }] });
    await expect(listClusters()).rejects.toMatchObject({
      name: 'ServerException',
      message: 'gone fishing',
      $metadata: { httpStatusCode: 503 },
    });
    expect(cloud.calls.report()).toEqual({});
  });

  test('answers an error in XML where the service speaks that', async () => {
    await cloud.put({ rules: [{ service: 'elasticloadbalancing', error: { code: 'Throttling', status: 400 } }] });
    await expect(cloud.elbv2().send(new DescribeRulesCommand({}))).rejects.toMatchObject({ name: 'Throttling' });
  });

  test('leaves other operations and services alone', async () => {
    await cloud.put({ rules: [{ service: 'ecs', operation: 'List*s', error: unavailable }] });
    await expect(listClusters()).rejects.toThrow('gone fishing');
    await expect(cloud.elbv2().send(new DescribeRulesCommand({}))).resolves.toMatchObject({ Rules: [] });
    await cloud.put({ rules: [{ service: 'ecs', operation: 'ListS*', error: unavailable }] });
    await expect(listClusters()).resolves.toMatchObject({ clusterArns: ['arn'] });
  });

  test('after a call: it is carried out, and the caller does not learn it', async () => {
    await cloud.put({ rules: [{ phase: 'after', reset: true }] });
    await expect(listClusters()).rejects.toThrow('socket hang up');
    expect(cloud.calls.report()).toEqual({ ecs: { ListClusters: 1 } });
  });

  test('breaks the connection before a call', async () => {
    await cloud.put({ rules: [{ reset: true }] });
    await expect(listClusters()).rejects.toThrow('socket hang up');
    expect(cloud.calls.report()).toEqual({});
  });

  test('holds an answer back', async () => {
    await cloud.put({ rules: [{ latencyMs: 1500 }] });
    await expect(listClusters()).resolves.toMatchObject({ clusterArns: ['arn'] });
    expect(cloud.delays).toEqual([1500]);
  });

  test('fires for the nth call alone, or the first times', async () => {
    await cloud.put({ rules: [{ nth: 2, error: unavailable }] });
    expect(await failures(3)).toEqual([false, true, false]);
    await cloud.put({ rules: [{ times: 2, error: unavailable }] });
    expect(await failures(3)).toEqual([true, true, false]);
  });

  test('the first rule that fires is the one that acts', async () => {
    const [first, second] = ['first', 'second'].map((code) => ({ code, status: 400 }));
    await cloud.put({ rules: [{ nth: 1, error: first }, { error: second }] });
    await expect(listClusters()).rejects.toMatchObject({ name: 'first' });
    await expect(listClusters()).rejects.toMatchObject({ name: 'second' });
  });

  test('the same seed gives the same run, whatever other calls come between', async () => {
    const plan = { seed: 7, rules: [{ probability: 0.5, error: unavailable }] };
    await cloud.put(plan);
    const alone = await failures(20);
    await cloud.put(plan);
    const together: boolean[] = [];
    for (let made = 0; made < 20; made++) {
      await failures(1, () => ecs.send(new ListServicesCommand({})));
      together.push(...(await failures(1)));
    }
    expect(together).toEqual(alone);
    expect(new Set(alone)).toEqual(new Set([true, false]));
    await cloud.put({ ...plan, seed: 8 });
    expect(await failures(20)).not.toEqual(alone);
  });

  test('is counted', async () => {
    await cloud.put({ seed: 1, rules: [{ times: 2, reset: true }] });
    await failures(3);
    const report = await fetch(`${cloud.endpoint}/_cloud/faults`);
    expect(await report.json()).toEqual({ seed: 1, rules: [{ phase: 'before', times: 2, reset: true, fired: 2 }] });
  });
});

describe('a plan that is wrong', () => {
  test('is refused with everything that is wrong with it, and the old one stays', async () => {
    await cloud.put({ rules: [{ reset: true }] });
    const refused = await cloud.put({
      seed: 'x',
      rules: [
        { opration: 'ListClusters', probability: 2 },
        { error: { code: 'A' }, reset: true, nth: 1, times: 1 },
        { runtime: 'explode' },
        { operation: 'UpdateService', staleReads: 1, phase: 'after' },
        7,
        { runtime: 'slow-start' },
      ],
    });
    expect(refused.status).toBe(400);
    const { message } = (await refused.json()) as { message: string };
    expect(message.split('; ')).toEqual([
      'seed should be a whole number',
      expect.stringMatching(/^rules\[0\]\.opration is not known: there are .*operation/),
      'rules[0].probability should be a number from 0 to 1',
      'rules[0] does nothing: give it error, latencyMs, reset or staleReads',
      'rules[1].error.status is missing',
      'rules[1] has nth and times: one of them at most',
      'rules[1] has error and reset: one of them at most',
      'rules[2].runtime should be "kill-task" or "oom" or "pull-error" or "slow-start" or "spot-interruption"',
      'rules[3].staleReads goes with neither phase nor latencyMs',
      'rules[4] is not an object',
      'rules[5].latencyMs is missing',
    ]);
    expect(cloud.faults.report().rules).toHaveLength(1);
  });
});
