import { type Proven, provenPredicateType } from '@longshore/model';
import { errorOf } from '../testing/error-of';
import { staging } from '../testing/rooms';
import { checkPromotion } from './promotion';

const image = { service: 'rooms', project: 'rooms', digest: `sha256:${'a'.repeat(64)}` } as const;
const environment = staging({ promotesFrom: 'develop' });

const proven = (fields: Partial<Proven['predicate']> = {}, sha256 = 'a'.repeat(64)): Proven => ({
  _type: 'https://in-toto.io/Statement/v1',
  subject: [{ name: 'rooms', digest: { sha256 } }],
  predicateType: provenPredicateType,
  predicate: {
    service: 'rooms',
    environment: 'develop',
    account: '123456789012',
    taskDefinition: 'arn:aws:ecs:us-east-1:123456789012:task-definition/develop-rooms:1',
    configHash: '',
    commit: '',
    run: '',
    actor: '',
    at: '2026-01-01T00:00:00Z',
    ...fields,
  },
});

test('takes an image that is proven in the environment before', () => {
  expect(() => checkPromotion(image, environment, [proven({ environment: 'other' }), proven()])).not.toThrow();
});

test.each([
  ['nowhere', [], 'no record'],
  ['elsewhere', [proven({ environment: 'other' })], 'proven in other'],
  ['as another service', [proven({ service: 'messages' })], 'no record'],
  ['as another image', [proven({}, 'b'.repeat(64))], 'no record'],
])('refuses an image that is proven %s', (_where, records, why) => {
  const error = errorOf(() => checkPromotion(image, environment, records));
  expect(error).toMatchObject({ code: 'LS3109', fix: 'npx nx run rooms:deploy -c develop' });
  expect(error.why).toContain(why);
});

test('asks nothing where the environment promotes from none', () => {
  expect(() => checkPromotion(image, staging(), [])).not.toThrow();
});
