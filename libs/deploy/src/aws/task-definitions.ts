import { setTimeout as sleep } from 'node:timers/promises';
import { type Ecs, present } from './ecs-client';
import { isRefusal } from './explain';
import { type TaskDefinitions } from './ports';
import { registerOnce } from './register-once';
import { tagsOf } from './tags';

const describeTaskDefinition =
  ({ open, call, signal }: Ecs): TaskDefinitions['describe'] =>
  async (reference) => {
    const { sdk, client } = await open();
    const command = new sdk.DescribeTaskDefinitionCommand({ taskDefinition: reference, include: ['TAGS'] });
    try {
      const { taskDefinition, tags } = await call('ecs:DescribeTaskDefinition', () =>
        client.send(command, { abortSignal: signal }),
      );
      return taskDefinition && { taskDefinition, tags: tagsOf(tags) };
    } catch (error) {
      // A ClientException is all that ECS says of a family or revision that is not there.
      if (isRefusal(error, 'ClientException')) return undefined;
      throw error;
    }
  };

const registerTaskDefinition =
  (ecs: Ecs): TaskDefinitions['register'] =>
  (input) =>
    registerOnce({
      register: async () => {
        const { sdk, once } = await ecs.open();
        const command = new sdk.RegisterTaskDefinitionCommand(input);
        const { taskDefinition } = await ecs.call('ecs:RegisterTaskDefinition', () =>
          once.send(command, { abortSignal: ecs.signal }),
        );
        return present(taskDefinition, 'RegisterTaskDefinition');
      },
      find: async () => {
        const newest = await describeTaskDefinition(ecs)(input.family ?? '');
        const isOurs = input.tags?.every(({ key = '', value }) => newest?.tags[key] === value);
        return isOurs ? newest?.taskDefinition : undefined;
      },
      pause: (milliseconds) => sleep(milliseconds, undefined, { signal: ecs.signal }),
    });

/** Opens the revisions of task definitions. */
export const taskDefinitions = (ecs: Ecs): TaskDefinitions => ({
  describe: describeTaskDefinition(ecs),
  register: registerTaskDefinition(ecs),
  newest: async (familyPrefix, maxResults) => {
    const { open, call, signal } = ecs;
    const { sdk, client } = await open();
    const command = new sdk.ListTaskDefinitionsCommand({ familyPrefix, sort: 'DESC', status: 'ACTIVE', maxResults });
    const answer = await call('ecs:ListTaskDefinitions', () => client.send(command, { abortSignal: signal }));
    return answer.taskDefinitionArns ?? [];
  },
});
