import { generateKeyPairSync } from 'node:crypto';
import { type EvidenceRecord, sealStatement, signerOf, type StatementRecord } from '@longshore/model';
import { evidenceFor, provenanceFor } from '@longshore/model/src/testing';
import { digestOf } from './digest';
import { openRepository } from './distribution/open-repository';
import { mediaTypes } from './media-types';
import { attachRecords, readImageRecords } from './records';
import { type Repository } from './repository';
import { RegistryServer } from './testing/registry-server';

describe.each([
  ['that keeps referrers', true],
  ['that keeps none', false],
])('the records of an image in a registry %s', (_, referrers) => {
  let registry: RegistryServer;
  let rooms: Repository;

  beforeEach(async () => {
    registry = await RegistryServer.start({ referrers });
    rooms = openRepository({ host: registry.host, name: 'rooms' });
  });
  afterEach(() => registry.stop());

  const image = { mediaType: mediaTypes.manifest, digest: digestOf(Buffer.from('image')), size: 5 };
  const evidence = (testsKey: string): EvidenceRecord => ({ statement: evidenceFor(image.digest, { testsKey }) });
  const none = { provenance: [], evidence: [], proven: [] };

  it('are read back from the image that they are about, each by its kind', async () => {
    const provenance = { statement: provenanceFor(image.digest) };
    await attachRecords(rooms, image, [evidence('one'), provenance, evidence('two')]);
    expect(await readImageRecords(rooms, image.digest)).toEqual({
      ...none,
      provenance: [provenance],
      evidence: [evidence('one'), evidence('two')],
    });
    expect(await readImageRecords(rooms, digestOf(Buffer.from('other image')))).toEqual(none);
  });

  it('keep their signature', async () => {
    const { privateKey } = generateKeyPairSync('ed25519');
    const { statement } = evidence('one');
    const signed = { statement, envelope: await sealStatement(statement, signerOf(privateKey)) };
    await attachRecords(rooms, image, [signed]);
    expect((await readImageRecords(rooms, image.digest)).evidence).toEqual([signed]);
  });

  it('are attached once: a second time changes nothing', async () => {
    expect(await attachRecords(rooms, image, [evidence('one')])).toBeGreaterThan(0);
    registry.requests.length = 0;
    expect(await attachRecords(rooms, image, [evidence('one')])).toBe(0);
    expect(registry.writes).toEqual([]);
  });

  it('are found even if the push that attached one ended too early', async () => {
    registry.fail(/^PUT .*manifests\/sha256-/, { status: 400 });
    await attachRecords(rooms, image, [evidence('one')]).catch(() => undefined);
    await attachRecords(rooms, image, [evidence('one')]);
    expect((await readImageRecords(rooms, image.digest)).evidence).toEqual([evidence('one')]);
  });

  it.each<[string, object]>([
    ['of another kind', { ...evidence('one').statement, predicateType: 'https://elsewhere' }],
    ['of an older version', { ...evidence('one').statement, predicateType: 'https://longshore.dev/evidence/v1' }],
    ['that is not a statement', { hello: 'world' }],
  ])('leave out what somebody attached %s', async (_what, statement) => {
    await attachRecords(rooms, image, [{ statement } satisfies StatementRecord<object>]);
    expect(await readImageRecords(rooms, image.digest)).toEqual(none);
  });
});
