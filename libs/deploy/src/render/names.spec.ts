import { namesOf } from './names';

test('service, family, target group and queue are named for the environment and the service', () => {
  expect(namesOf('staging', 'rooms')).toEqual({
    service: 'staging-rooms',
    targetGroup: 'staging-rooms',
    queue: 'staging-rooms',
  });
});

test.each(['a-service-with-a-name-that-is-too-long', 'two_words', 'ends-'])(
  'the target group of %s has a name that ELB takes, and keeps it',
  (service) => {
    const { targetGroup } = namesOf('staging', service);
    expect(targetGroup).toMatch(/^[a-zA-Z0-9][a-zA-Z0-9-]{0,30}[a-zA-Z0-9]$/);
    expect(namesOf('staging', service).targetGroup).toBe(targetGroup);
  },
);

test('names that begin alike do not meet', () => {
  const one = namesOf('staging', 'a-service-with-a-name-that-is-too-long-1').targetGroup;
  expect(namesOf('staging', 'a-service-with-a-name-that-is-too-long-2').targetGroup).not.toBe(one);
});
