import { type Service } from '../aws/shapes';
import { deltaOf } from '../plan/delta';
import { planRelease } from '../plan/plan-release';
import { desiredRooms, liveAfter, resources } from '../testing/rooms';
import { type Live, readLive } from './live';

const desired = desiredRooms();
const other = desiredRooms({}, { digest: `sha256:${'b'.repeat(64)}` });

type Sources = Parameters<typeof readLive>[3];

const neverAsked = () => Promise.reject(new Error('rooms has no queue'));

/** What was asked for each service, by kind. */
const asked: string[] = [];
beforeEach(() => asked.splice(0));

/** Reads what is live after `rooms` was deployed. */
function readAfter(wanted: typeof desired, service: Service | undefined = liveAfter(desired).service): Promise<Live> {
  const { targetGroup, rule, taskDefinition, attributes } = liveAfter(desired);
  const routing = { targetGroups: targetGroup ? [targetGroup] : [], rules: rule ? [rule] : [] };
  const describe = (reference: string) => {
    asked.push(reference);
    return Promise.resolve(taskDefinition);
  };
  const readAttributes = (arn: string) => {
    asked.push(arn);
    return Promise.resolve(attributes ?? {});
  };
  const cluster = { taskDefinitions: { describe } } as Sources['cluster'];
  const loadBalancer = { targetGroups: { attributes: readAttributes } } as Sources['loadBalancer'];
  return readLive(wanted, service, routing, { cluster, loadBalancer, queues: { attributes: neverAsked } });
}

const planAfter = (live: Live) => planRelease(other, live, deltaOf(other, live, resources.listenerArn));

test('of what is recorded as desired nothing more is read', async () => {
  expect(await readAfter(desired)).toMatchObject({ recorded: true, taskDefinition: undefined });
  expect(asked).toEqual([]);
});

test('where only the image is another nothing more is read, and the plan is the same', async () => {
  const live = await readAfter(other);
  expect(asked).toEqual([]);
  expect(planAfter(live)).toEqual(planAfter(liveAfter(desired)));
  expect(planAfter(live).changes).toEqual([
    expect.objectContaining({ field: 'containerDefinitions.rooms.image', why: 'image' }),
  ]);
});

test.each([
  ['the configuration is another', desiredRooms({ memory: 2048 }), undefined],
  ['somebody else made the revision', other, { ...liveAfter(desired).service, taskDefinition: 'arn:task/rooms:8' }],
])('where %s, all is read', async (_case, wanted, service) => {
  await readAfter(wanted, service);
  expect(asked).toHaveLength(2);
});
