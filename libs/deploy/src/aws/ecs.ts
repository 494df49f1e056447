import { LongshoreError } from '@longshore/model';
import { allPages, clientOptions, type Connection, inGroups, lazily } from './connection';
import { type Ecs, present } from './ecs-client';
import { isRefusal } from './explain';
import { orGone } from './gone';
import { type Cluster, type Services, type Tasks } from './ports';
import { asTags, tagsOf } from './tags';
import { taskDefinitions } from './task-definitions';

/** DescribeServices takes no more names. */
const servicesPerCall = 10;
const stoppedTasksWanted = 10;
/** DescribeTasks takes no more. */
const tasksPerCall = 100;

/** Opens ECS: the client is loaded once, for all clusters. */
export function openEcs(connection: Connection): (cluster: string) => Cluster {
  const open = lazily(async () => {
    const sdk = await import('@aws-sdk/client-ecs');
    const options = clientOptions(connection);
    return { sdk, client: new sdk.ECSClient(options), once: new sdk.ECSClient({ ...options, maxAttempts: 1 }) };
  });
  const ecs = { ...connection, open };
  return (cluster) => ({
    describe: describe(ecs, cluster),
    services: services(ecs, cluster),
    taskDefinitions: taskDefinitions(ecs),
    tasks: tasks(ecs, cluster),
    tag: tag(ecs),
  });
}

const describe =
  ({ open, call, signal }: Ecs, cluster: string): Cluster['describe'] =>
  async () => {
    const { sdk, client } = await open();
    const command = new sdk.DescribeClustersCommand({ clusters: [cluster], include: ['TAGS'] });
    const { clusters } = await call('ecs:DescribeClusters', () => client.send(command, { abortSignal: signal }));
    const [found] = clusters ?? [];
    if (!found) return undefined;
    const { clusterArn: arn = '', status, activeServicesCount: services = 0 } = found;
    return { arn, tags: tagsOf(found.tags), status, services };
  };

const tag =
  ({ open, call, signal }: Ecs): Cluster['tag'] =>
  async (resourceArn, tags) => {
    const { sdk, client } = await open();
    const command = new sdk.TagResourceCommand({ resourceArn, tags: asTags(tags) });
    await call('ecs:TagResource', () => client.send(command, { abortSignal: signal }));
  };

const services = ({ open, call, signal }: Ecs, cluster: string): Services => ({
  describe: async (names) => {
    const { sdk, client } = await open();
    const groups = inGroups(names, servicesPerCall).map((group) => {
      const command = new sdk.DescribeServicesCommand({ cluster, services: group, include: ['TAGS'] });
      return call('ecs:DescribeServices', () => client.send(command, { abortSignal: signal }));
    });
    return (await Promise.all(groups)).flatMap((answer) => answer.services ?? []);
  },
  names: async () => {
    const { sdk, client } = await open();
    const names: string[] = [];
    for (let nextToken: string | undefined, first = true; first || nextToken; first = false) {
      const command = new sdk.ListServicesCommand({ cluster, maxResults: 100, nextToken });
      const answer = await call('ecs:ListServices', () => client.send(command, { abortSignal: signal }));
      names.push(...(answer.serviceArns ?? []).map((arn) => arn.slice(arn.lastIndexOf('/') + 1)));
      nextToken = answer.nextToken;
    }
    return names;
  },
  delete: async (service) => {
    const { sdk, client } = await open();
    const command = new sdk.DeleteServiceCommand({ cluster, service, force: true });
    await orGone(
      call('ecs:DeleteService', () => client.send(command, { abortSignal: signal })),
      'ServiceNotActiveException',
      'ServiceNotFoundException',
      'ClusterNotFoundException',
    );
  },
  rollBackUnderWay: async (service) => {
    const { sdk, client } = await open();
    const list = new sdk.ListServiceDeploymentsCommand({ cluster, service, status: ['PENDING', 'IN_PROGRESS'] });
    const answer = await call('ecs:ListServiceDeployments', () => client.send(list, { abortSignal: signal }));
    const [underWay] = answer.serviceDeployments ?? [];
    if (!underWay) return false;
    const { serviceDeploymentArn } = underWay;
    const stop = new sdk.StopServiceDeploymentCommand({ serviceDeploymentArn, stopType: 'ROLLBACK' });
    try {
      await call('ecs:StopServiceDeployment', () => client.send(stop, { abortSignal: signal }));
      return true;
    } catch (error) {
      // It came to its end in the meantime.
      if (isRefusal(error, 'ConflictException')) return false;
      throw error;
    }
  },
  create: async (input) => {
    const { sdk, client } = await open();
    const command = new sdk.CreateServiceCommand({ cluster, ...input });
    const { service } = await call('ecs:CreateService', () => client.send(command, { abortSignal: signal }));
    return present(service, 'CreateService');
  },
  update: async (input) => {
    const { sdk, client } = await open();
    const command = new sdk.UpdateServiceCommand({ cluster, ...input });
    const { service } = await call('ecs:UpdateService', () => client.send(command, { abortSignal: signal }));
    return present(service, 'UpdateService');
  },
});

const tasks = ({ open, call, signal }: Ecs, cluster: string): Tasks => ({
  list: async (filter) => {
    const { sdk, client } = await open();
    return allPages(
      (nextToken) => {
        const command = new sdk.ListTasksCommand({ cluster, ...filter, nextToken });
        return call('ecs:ListTasks', () => client.send(command, { abortSignal: signal }));
      },
      ({ taskArns }) => taskArns,
      ({ nextToken }) => nextToken,
    );
  },
  describe: async (wanted) => {
    const { sdk, client } = await open();
    const groups = inGroups(wanted, tasksPerCall).map((group) => {
      const command = new sdk.DescribeTasksCommand({ cluster, tasks: group, include: ['TAGS'] });
      return call('ecs:DescribeTasks', () => client.send(command, { abortSignal: signal }));
    });
    return (await Promise.all(groups)).flatMap((answer) => answer.tasks ?? []);
  },
  run: async (input) => {
    const { sdk, client } = await open();
    const command = new sdk.RunTaskCommand({ cluster, ...input, count: 1 });
    const { tasks: started, failures } = await call('ecs:RunTask', () => client.send(command, { abortSignal: signal }));
    if (started?.[0]) return started[0];
    throw new LongshoreError('LS3116', {
      what: `ECS starts no task of ${input.taskDefinition?.split('/').at(-1)}`,
      why: failures?.map(({ reason, detail }) => [reason, detail].filter(Boolean).join(': ')).join('; '),
      fix: 'run the command again in a minute',
    });
  },
  stop: async (task, reason) => {
    const { sdk, client } = await open();
    const command = new sdk.StopTaskCommand({ cluster, task, reason });
    await call('ecs:StopTask', () => client.send(command, { abortSignal: signal }));
  },
  stopped: async (deploymentId) => {
    const { sdk, client } = await open();
    const list = new sdk.ListTasksCommand({
      cluster,
      startedBy: deploymentId,
      desiredStatus: 'STOPPED',
      maxResults: stoppedTasksWanted,
    });
    const { taskArns = [] } = await call('ecs:ListTasks', () => client.send(list, { abortSignal: signal }));
    if (taskArns.length === 0) return [];
    const describe = new sdk.DescribeTasksCommand({ cluster, tasks: taskArns });
    const answer = await call('ecs:DescribeTasks', () => client.send(describe, { abortSignal: signal }));
    return answer.tasks ?? [];
  },
});
