import { tags } from '@longshore/model';
import { asTags } from '../aws/tags';
import { conditionsOf } from '../route/route';
import { desiredRooms, liveAfter, nothingLive } from '../testing/rooms';
import { isFirstRelease } from './take-back';

const live = liveAfter(desiredRooms());
const service = { ...live.service, tags: [], deployments: [{ rolloutState: 'FAILED' as const }] };
const ours = { taskDefinition: {}, tags: { [tags.run]: 'run-1' } };
const completed = [{ rolloutState: 'COMPLETED' as const }];

test.each([
  ['nothing was there', nothingLive(), true],
  ['an earlier run of ours broke off before it was healthy', { ...live, service, taskDefinition: ours }, true],
  [
    'an earlier run of ours broke off before its route was set',
    {
      ...live,
      service: { ...service, deployments: completed },
      taskDefinition: ours,
      rule: { Conditions: conditionsOf({ paths: [] }) },
    },
    true,
  ],
  [
    'it was live before',
    { ...live, service: { ...service, tags: asTags({ [tags.revision]: '7' }) }, taskDefinition: ours },
    false,
  ],
  ['it answers requests', { ...live, service: { ...service, deployments: completed }, taskDefinition: ours }, false],
  ['somebody else has made the service', { ...live, service, taskDefinition: { taskDefinition: {}, tags: {} } }, false],
])('whether a release is the first one where %s', (_when, state, expected) => {
  expect(isFirstRelease(state)).toBe(expected);
});
