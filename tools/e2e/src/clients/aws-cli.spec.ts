import { type Service, type Task } from '@aws-sdk/client-ecs';
import { engineTestsRun, nodeBase, tarOf } from '@longshore/runtime/src/testing';
import { ClientWorld, clientTestsRun } from '../lib/client-world';

const program = `
  const metadata = async (path) => (await fetch(process.env.ECS_CONTAINER_METADATA_URI_V4 + path)).text();
  const server = require('http').createServer(async ({ url }, response) =>
    response.end(url === '/stats' ? await metadata(url) : 'from ' + process.env.VERSION));
  server.listen(8000);
  process.on('SIGTERM', () => server.close());`;

const runs = engineTestsRun('the AWS CLI and the Docker client') && clientTestsRun('aws', ['--version'], 'the AWS CLI');

(runs ? describe : describe.skip)('the AWS CLI and the Docker client, unmodified', () => {
  const imageName = 'longshore-e2e-aws-cli';
  let world: ClientWorld;
  let reference: string;
  let targetGroupArn: string;

  beforeAll(async () => {
    world = await ClientWorld.start('docker');
    const rootfs = await tarOf({ ...nodeBase(), 'app/main.js': program });
    const change = ['--change', 'ENTRYPOINT ["/usr/local/bin/node", "/app/main.js"]'];
    await world.run('docker', ['import', ...change, '-', imageName], rootfs);
  });

  afterAll(async () => {
    await world.run('docker', ['image', 'rm', '--force', imageName, reference]);
    await world.stop();
  });

  // Debian's 2.9 knows no AWS_ENDPOINT_URL yet.
  const aws = (...words: string[]) =>
    world.run('aws', ['--endpoint-url', world.cloud.endpoint, '--output', 'json', ...words]);
  const read = async <Answer>(...words: string[]) => JSON.parse(await aws(...words)) as Answer;

  const register = (version: string) =>
    read<{ taskDefinition: { revision: number } }>(
      ...['ecs', 'register-task-definition', '--family', 'rooms', '--network-mode', 'awsvpc'],
      ...['--requires-compatibilities', 'FARGATE', '--cpu', '256', '--memory', '512'],
      ...['--execution-role-arn', 'arn:aws:iam::123456789012:role/longshore-local-execution'],
      '--container-definitions',
      JSON.stringify([
        {
          name: 'app',
          image: reference,
          portMappings: [{ containerPort: 8000 }],
          environment: [{ name: 'VERSION', value: version }],
          stopTimeout: 5,
        },
      ]),
    );

  const service = async (): Promise<Service> => {
    const { services } = await read<{ services: Service[] }>(
      ...['ecs', 'describe-services', '--cluster', 'team', '--services', 'rooms'],
    );
    if (!services[0]) throw new Error('describe-services shows no service');
    return services[0];
  };

  it('row "engines and localhost": makes a repository, logs in, and pushes over plain HTTP', async () => {
    const { repository } = await read<{ repository: { repositoryUri: string } }>(
      ...['ecr', 'create-repository', '--repository-name', 'rooms'],
    );
    reference = `${repository.repositoryUri}:first`;
    const password = await aws('ecr', 'get-login-password');
    const host = repository.repositoryUri.split('/')[0] ?? '';
    const login = await world.run('docker', ['login', '--username', 'AWS', '--password-stdin', host], password);
    expect(login).toContain('Login Succeeded');
    await world.run('docker', ['tag', imageName, reference]);
    await world.run('docker', ['push', '--quiet', reference]);
    const { imageDetails } = await read<{ imageDetails: { imageTags: string[]; imageDigest: string }[] }>(
      ...['ecr', 'describe-images', '--repository-name', 'rooms'],
    );
    expect(imageDetails).toEqual([expect.objectContaining({ imageTags: ['first'] })]);
    const digested = `${repository.repositoryUri}@${imageDetails[0]?.imageDigest}`;
    await world.run('docker', ['image', 'rm', reference]);
    await world.run('docker', ['pull', '--quiet', digested]);
    reference = digested;
  });

  it('row "`services-stable` of SDK and CLI": creates a cluster, a target group and a service, and waits until it is stable', async () => {
    await aws('ecs', 'create-cluster', '--cluster-name', 'team');
    const { TargetGroups } = await read<{ TargetGroups: { TargetGroupArn: string }[] }>(
      ...['elbv2', 'create-target-group', '--name', 'rooms', '--protocol', 'HTTP', '--port', '80'],
      ...['--vpc-id', 'vpc-0000000000embedded', '--target-type', 'ip', '--health-check-interval-seconds', '5'],
      ...['--health-check-timeout-seconds', '2'],
    );
    targetGroupArn = TargetGroups[0]?.TargetGroupArn ?? '';
    await aws(
      ...['elbv2', 'modify-target-group-attributes', '--target-group-arn', targetGroupArn],
      ...['--attributes', 'Key=deregistration_delay.timeout_seconds,Value=1'],
    );
    const { Parameter } = await read<{ Parameter: { Value: string } }>(
      ...['ssm', 'get-parameter', '--name', '/longshore/local/listener-arn'],
    );
    await aws(
      ...['elbv2', 'create-rule', '--listener-arn', Parameter.Value, '--priority', '1'],
      ...['--conditions', 'Field=path-pattern,Values=/*'],
      ...['--actions', `Type=forward,TargetGroupArn=${targetGroupArn}`],
    );
    await register('one');
    await aws(
      ...['ecs', 'create-service', '--cluster', 'team', '--service-name', 'rooms', '--task-definition', 'rooms'],
      ...['--desired-count', '2', '--launch-type', 'FARGATE', '--health-check-grace-period-seconds', '10'],
      ...['--load-balancers', `targetGroupArn=${targetGroupArn},containerName=app,containerPort=8000`],
      ...['--network-configuration', 'awsvpcConfiguration={subnets=[subnet-0000000000000000a]}'],
    );
    await aws('ecs', 'wait', 'services-stable', '--cluster', 'team', '--services', 'rooms');
    expect(await (await fetch(world.cloud.loadBalancer)).text()).toBe('from one');
  });

  it('lets a container ask what it uses', async () => {
    const limit = 512 * 1024 * 1024;
    expect(await (await fetch(`${world.cloud.loadBalancer}/stats`)).json()).toMatchObject({ memory_stats: { limit } });
  });

  it('updates the service and reads its events', async () => {
    await register('two');
    await aws('ecs', 'update-service', '--cluster', 'team', '--service', 'rooms', '--task-definition', 'rooms:2');
    await aws('ecs', 'wait', 'services-stable', '--cluster', 'team', '--services', 'rooms');
    expect(await (await fetch(world.cloud.loadBalancer)).text()).toBe('from two');
    const { events = [], deployments = [] } = await service();
    expect(deployments).toEqual([expect.objectContaining({ status: 'PRIMARY', rolloutState: 'COMPLETED' })]);
    const messages = events.map(({ message }) => message);
    expect(messages).toContain('(service rooms) has reached a steady state.');
    expect(messages).toContain(`(service rooms) (deployment ${deployments[0]?.id}) deployment completed.`);
  });

  it('runs a task and stops it', async () => {
    const { tasks } = await read<{ tasks: Task[] }>(
      ...['ecs', 'run-task', '--cluster', 'team', '--task-definition', 'rooms', '--launch-type', 'FARGATE'],
      ...['--network-configuration', 'awsvpcConfiguration={subnets=[subnet-0000000000000000a]}'],
    );
    const task = tasks[0]?.taskArn ?? '';
    await aws('ecs', 'wait', 'tasks-running', '--cluster', 'team', '--tasks', task);
    await aws('ecs', 'stop-task', '--cluster', 'team', '--task', task, '--reason', 'seen enough');
    await aws('ecs', 'wait', 'tasks-stopped', '--cluster', 'team', '--tasks', task);
    const answer = await read<{ tasks: Task[] }>('ecs', 'describe-tasks', '--cluster', 'team', '--tasks', task);
    expect(answer.tasks[0]).toMatchObject({ stopCode: 'UserInitiated', stoppedReason: 'seen enough' });
    expect(answer.tasks[0]?.containers?.[0]?.exitCode).toBe(0);
  });

  it('deletes what it made', async () => {
    const remove = ['ecs', 'delete-service', '--cluster', 'team', '--service', 'rooms'];
    await expect(aws(...remove)).rejects.toThrow('The service cannot be stopped while it is scaled above 0.');
    await aws(...remove, '--force');
    await aws('ecs', 'wait', 'services-inactive', '--cluster', 'team', '--services', 'rooms');
    await aws('ecs', 'delete-cluster', '--cluster', 'team');
    await expect(aws('ecs', 'list-services', '--cluster', 'team')).rejects.toThrow('ClusterNotFoundException');
  });
});
