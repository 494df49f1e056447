import { generateKeyPairSync } from 'node:crypto';
import { type Evidence, evidencePredicateType, type EvidenceRecord, sealStatement } from '@longshore/model';
import { digestOf } from './digest';
import { openRepository } from './distribution/open-repository';
import { attachEvidence, readEvidence } from './evidence';
import { mediaTypes } from './media-types';
import { type Repository } from './repository';
import { RegistryServer } from './testing/registry-server';

describe.each([
  ['that keeps referrers', true],
  ['that keeps none', false],
])('evidence in a registry %s', (_, referrers) => {
  let registry: RegistryServer;
  let rooms: Repository;

  beforeEach(async () => {
    registry = await RegistryServer.start({ referrers });
    rooms = openRepository({ host: registry.host, name: 'rooms' });
  });
  afterEach(() => registry.stop());

  const image = { mediaType: mediaTypes.manifest, digest: digestOf(Buffer.from('image')), size: 5 };
  const evidence = (testsKey: string): EvidenceRecord => ({ evidence: statement(testsKey) });
  const statement = (testsKey: string): Evidence => ({
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ name: 'rooms', digest: { sha256: image.digest.slice('sha256:'.length) } }],
    predicateType: evidencePredicateType,
    predicate: {
      service: 'rooms',
      inputKey: 'input',
      testsKey,
      unit: { passed: 3, failed: 0, skipped: 0 },
      container: { passed: 1, failed: 0, skipped: 0 },
      runtime: 'process',
      finishedAt: '2026-01-01T00:00:00Z',
      host: 'here',
    },
  });

  it('is read back from the image that it is about', async () => {
    await attachEvidence(rooms, image, evidence('one'));
    await attachEvidence(rooms, image, evidence('two'));
    expect(await readEvidence(rooms, image.digest)).toEqual([evidence('one'), evidence('two')]);
    expect(await readEvidence(rooms, digestOf(Buffer.from('other image')))).toEqual([]);
  });

  it('keeps its signature', async () => {
    const { privateKey } = generateKeyPairSync('ed25519');
    const signed = { evidence: statement('one'), envelope: sealStatement(statement('one'), privateKey) };
    await attachEvidence(rooms, image, signed);
    expect(await readEvidence(rooms, image.digest)).toEqual([signed]);
  });

  it('is attached once: again is no request that changes anything', async () => {
    expect(await attachEvidence(rooms, image, evidence('one'))).toBeGreaterThan(0);
    registry.requests.length = 0;
    expect(await attachEvidence(rooms, image, evidence('one'))).toBe(0);
    expect(registry.writes).toEqual([]);
  });

  it('is found also where the push that attached it ended too early', async () => {
    registry.fail(/^PUT .*manifests\/sha256-/, { status: 400 });
    await attachEvidence(rooms, image, evidence('one')).catch(() => undefined);
    await attachEvidence(rooms, image, evidence('one'));
    expect(await readEvidence(rooms, image.digest)).toEqual([evidence('one')]);
  });

  it('is not what somebody else attached', async () => {
    await attachEvidence(rooms, image, {
      evidence: { ...statement('one'), predicateType: 'https://elsewhere' as never },
    });
    expect(await readEvidence(rooms, image.digest)).toEqual([]);
  });
});
