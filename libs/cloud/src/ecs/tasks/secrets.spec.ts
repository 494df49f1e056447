import { invoke } from '../../invoke';
import { EcsWorld, runTaskRequest } from '../testing';
import { context } from '../testing/ecs-world';

const prefix =
  'ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: ' +
  'unable to retrieve secret from asm: service call has been retried 1 time(s): ';

describe('secrets of a task from Secrets Manager', () => {
  let world: EcsWorld;
  let arn: string;

  beforeEach(async () => {
    world = await EcsWorld.start();
    const input = { Name: 'shop', SecretString: '{"user":"ann","port":5432}', ClientRequestToken: '1'.repeat(32) };
    ({ ARN: arn } = await call<{ ARN: string }>('CreateSecret', input));
    const changed = { SecretId: 'shop', SecretString: '{"user":"bob"}', ClientRequestToken: '2'.repeat(32) };
    await call('PutSecretValue', changed);
  });
  afterEach(() => world.end());

  const call = <Output>(operation: string, input: object) =>
    invoke<Output>(world.secretsManager.service, operation, input, context);

  const runWith = async (valueFrom: string) => {
    const secrets = [{ name: 'SECRET', valueFrom }];
    await world.register({ containerDefinitions: [{ name: 'app', image: 'registry/rooms:1', secrets }] });
    await world.call('RunTask', runTaskRequest);
  };

  it.each([
    ['', '{"user":"bob"}'],
    [':user::', 'bob'],
    [':user:AWSPREVIOUS:', 'ann'],
    [`:user::${'1'.repeat(32)}`, 'ann'],
    ['::AWSPREVIOUS:', '{"user":"ann","port":5432}'],
    [':port:AWSPREVIOUS:', '5432'],
  ])('reads ARN%s', async (selector, expected) => {
    await runWith(`${arn}${selector}`);
    expect(world.runtime.newest('app').spec.environment['SECRET']).toBe(expected);
  });

  it.each([
    [':password::', 'retrieved secret from Secrets Manager did not contain json key password'],
    [
      ':user:GREEN:',
      'failed to fetch secret ARN from secrets manager: ' +
        "ResourceNotFoundException: Secrets Manager can't find the specified secret value for staging label: GREEN",
    ],
  ])('fails to start the task over ARN%s, and says why', async (selector, cause) => {
    await runWith(`${arn}${selector}`);
    const [task] = await world.tasks('STOPPED');
    expect(task).toMatchObject({
      stopCode: 'TaskFailedToStart',
      stoppedReason: `${prefix}${cause.replace('ARN', arn)}`,
    });
  });

  it('tells nothing of a value that is no JSON object', async () => {
    await call('PutSecretValue', { SecretId: 'shop', SecretString: 'hunter2', ClientRequestToken: '3'.repeat(32) });
    await runWith(`${arn}:user::`);
    const [task] = await world.tasks('STOPPED');
    expect(task?.stoppedReason).toMatch(/^ResourceInitializationError: /);
    expect(JSON.stringify(task)).not.toContain('hunter2');
  });
});
