import { type Proven, provenPredicateType } from '@longshore/model';
import { openRepository } from './distribution/open-repository';
import { digestOf } from './digest';
import { mediaTypes } from './media-types';
import { attachProven, readImageRecords } from './records';
import { RegistryServer } from './testing/registry-server';

let registry: RegistryServer;

beforeEach(async () => {
  registry = await RegistryServer.start({ referrers: true });
});
afterEach(() => registry.stop());

const image = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: mediaTypes.manifest, layers: [] }));
const digest = digestOf(image);

const proven = (environment: string): Proven => ({
  _type: 'https://in-toto.io/Statement/v1',
  subject: [{ name: 'rooms', digest: { sha256: digest.slice('sha256:'.length) } }],
  predicateType: provenPredicateType,
  predicate: {
    service: 'rooms',
    environment,
    account: '123456789012',
    taskDefinition: `arn:aws:ecs:us-east-1:123456789012:task-definition/${environment}-rooms:7`,
    configHash: 'f'.repeat(16),
    commit: 'c'.repeat(40),
    run: 'run-1',
    actor: 'ada',
    at: '2026-01-01T00:00:00.000Z',
  },
});

test('says of an image in which environments it became healthy', async () => {
  const rooms = openRepository({ host: registry.host, name: 'rooms' });
  await rooms.putManifest(image, mediaTypes.manifest, digest);
  await attachProven(rooms, digest, proven('staging'));
  await attachProven(rooms, digest, proven('production'));
  expect((await readImageRecords(rooms, digest)).proven).toEqual([proven('staging'), proven('production')]);
});

test('is refused for an image that the registry no longer has', async () => {
  const rooms = openRepository({ host: registry.host, name: 'rooms' });
  await expect(attachProven(rooms, digest, proven('staging'))).rejects.toThrow('no longer has');
});
