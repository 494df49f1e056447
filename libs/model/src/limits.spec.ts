import { jsonSchemas } from './json-schemas';
import { awsLimits, embeddedLimits, type Limit, type LimitedField, type Relaxation } from './limits';

interface Schema {
  type?: string;
  minimum?: number;
  maximum?: number;
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | false;
  items?: Schema;
  oneOf?: Schema[];
}

/** Numbers that AWS never sees, or of which it documents no limit. */
const ourOwn = [
  'memory',
  'health.graceSeconds',
  'rollout.failedTasks',
  'rollout.deadlineSeconds',
  'rollout.bakeSeconds',
  'beforeDeploy.timeoutSeconds',
  'afterDeploy.timeoutSeconds',
  'scaling.cpu',
  'scaling.memory',
  'scaling.requestsPerTarget',
  'scaling.messagesPerTask',
  'scaling.scaleOutSeconds',
  'scaling.scaleInSeconds',
];

/** Every number in a service.json by its field, but those in the words of the ECS API. */
function numbersOf({ type, ...schema }: Schema, path: string[] = []): [string, Schema][] {
  if (type === 'integer' || type === 'number') return [[path.join('.'), schema]];
  const { properties = {}, additionalProperties, items, oneOf = [] } = schema;
  return [
    ...oneOf.flatMap((option) => numbersOf(option, path)),
    ...Object.entries(properties).flatMap(([name, member]) => numbersOf(member, [...path, name])),
    ...(additionalProperties ? numbersOf(additionalProperties, [...path, 'NAME']) : []),
    ...(items ? numbersOf(items, path) : []),
  ].filter(([field]) => !field.startsWith('override.'));
}

const schema = jsonSchemas()['service.schema.json'] as Schema;
const numbers = new Map(
  numbersOf(schema).map(([field, bounds]) => [field.replace('sidecars.NAME.health', 'containerHealth'), bounds]),
);

test('every number of a service.json has a limit of AWS, or is one of Longshore alone', () => {
  expect([...numbers.keys()].sort()).toEqual([...Object.keys(awsLimits), ...ourOwn].sort());
});

test.each(Object.entries(awsLimits) as [LimitedField, Limit][])(
  '%s accepts what any environment does',
  (field, limit) => {
    const least = embeddedLimits[field]?.least ?? limit.least;
    expect(numbers.get(field)).toMatchObject({ minimum: Math.min(least, limit.least), maximum: limit.most });
  },
);

test.each(Object.entries(embeddedLimits) as [LimitedField, Relaxation][])(
  '%s is less strict on the embedded cloud',
  (field, { least }) => {
    expect(least).toBeLessThan(awsLimits[field].least);
  },
);
