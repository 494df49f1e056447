import { parseReference, secretsIn } from './reference';

const home = { account: '123456789012', region: 'eu-central-1' };
const manager = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:shop/database-a1b2c3';
const current = { store: 'secrets-manager', arn: manager, key: '', stage: 'AWSCURRENT', versionId: undefined };

test.each([
  ['/longshore/staging/key', { store: 'ssm', name: '/longshore/staging/key' }],
  ['key', { store: 'ssm', name: 'key' }],
  ['arn:aws:ssm:eu-central-1:123456789012:parameter/shop/key', { store: 'ssm', name: '/shop/key' }],
  ['arn:aws:ssm:eu-central-1:123456789012:parameter/key', { store: 'ssm', name: 'key' }],
  ['arn:aws:ssm:us-east-1:123456789012:parameter/key', { store: 'elsewhere' }],
  [manager, current],
  [`${manager}:user::`, { ...current, key: 'user' }],
  [`${manager}:user:AWSPREVIOUS:`, { ...current, key: 'user', stage: 'AWSPREVIOUS' }],
  [`${manager}:::0123`, { ...current, versionId: '0123' }],
  [manager.replace('123456789012', '210987654321'), { store: 'elsewhere' }],
  ['arn:aws:s3:eu-central-1:123456789012:bucket', { store: 'elsewhere' }],
])('%s', (valueFrom, expected) => {
  expect(parseReference(valueFrom, home)).toEqual(expected);
});

test('secrets of every container are found', () => {
  const containerDefinitions = ['rooms', 'agent'].map((name) => ({
    name,
    secrets: [{ name: 'KEY', valueFrom: 'key' }],
  }));
  expect(secretsIn({ containerDefinitions }, home).map(({ container, variable }) => [container, variable])).toEqual([
    ['rooms', 'KEY'],
    ['agent', 'KEY'],
  ]);
});
