import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Evidence, type EvidenceRecord } from '@longshore/model';
import { provenanceFor } from '@longshore/model/src/testing';
import { attachRecords, openRepository, readImageRecords, type Repository } from '@longshore/registry';
import { RegistryServer } from '@longshore/registry/src/testing/registry-server';
import { buildImage } from '../build/build-image';
import { hexOf, sha256 } from '../hash';
import { type BuiltImage, type PushProgress } from '../image';
import { writeRecord } from '../records/record-files';
import { sbomFile } from '../sbom/sbom-file';
import { passed } from '../testing/records';
import { FixtureWorkspace } from '../testing/workspace';
import { pushImage } from './push-image';

const manifestType = 'application/vnd.oci.image.manifest.v1+json';

describe('pushImage', () => {
  const workspace = new FixtureWorkspace();
  let image: BuiltImage;
  let registry: RegistryServer;
  let hello: Repository;

  const evidence = (change: Partial<Evidence['predicate']> = {}): EvidenceRecord => ({ statement: statement(change) });
  const statement = (change: Partial<Evidence['predicate']> = {}): Evidence => passed(workspace, image, change);
  const open = (name: string) => openRepository({ host: registry.host, name, retry: { attempts: 3, firstWaitMs: 1 } });
  const push = () => pushImage(workspace.hello, hello, ['abc', `key-${image.inputKey}`]);

  beforeAll(async () => void (image = await buildImage(workspace.hello)));
  afterAll(() => workspace.remove());
  beforeEach(async () => {
    registry = await RegistryServer.start();
    hello = open('hello');
    await writeRecord(workspace.hello, 'evidence', evidence());
  });
  afterEach(() => registry.stop());

  it('leaves the image under its digest and its tags, with its evidence', async () => {
    const pushed = await push();
    expect(pushed).toMatchObject({ reference: `${registry.host}/hello@${image.digest}`, layersSent: 3 });
    expect(pushed.bytesSent).toBeGreaterThan(image.size);
    for (const reference of [image.digest, 'abc', `key-${image.inputKey}`]) {
      expect((await hello.manifest(reference))?.digest).toBe(image.digest);
    }
    const [base] = image.layers;
    const stored = registry.blobs.get(`hello@${base?.digest}`);
    const built = readFileSync(
      join(workspace.folder, 'dist/images/hello/blobs/sha256', hexOf(image.layers[0]?.digest ?? image.digest)),
    );
    expect(stored?.equals(built)).toBe(true);
    const records = await readImageRecords(hello, image.digest);
    expect(records.evidence).toEqual([evidence()]);
    expect(records.provenance).toHaveLength(1);
    expect(records.provenance[0]?.statement).toMatchObject({ subject: statement().subject });
    const [sbom] = await hello.referrers(image.digest, 'application/vnd.cyclonedx+json');
    const [content] = (await hello.manifest(sbom?.digest ?? ''))?.manifest.layers ?? [];
    expect(registry.blobs.get(`hello@${content?.digest}`)).toEqual(readFileSync(sbomFile(workspace.hello)));
  });

  it('says how far it is', async () => {
    const progress: PushProgress[] = [];
    const options = { onProgress: (each: PushProgress) => progress.push(each) };
    const pushed = await pushImage(workspace.hello, hello, [], undefined, options);
    expect(pushed).toMatchObject({ size: image.size, layersSent: 3, layersReused: 0 });
    expect(progress.length).toBeGreaterThanOrEqual(3);
    const last = progress.at(-1);
    expect(last).toMatchObject({ layersDone: 3, layers: 3 });
    expect(last?.bytesSent).toBeGreaterThanOrEqual(image.size);
  });

  it('writes nothing where all is there, and asks little', async () => {
    await push();
    registry.requests.length = 0;
    expect(await push()).toMatchObject({ bytesSent: 0, layersSent: 0, layersReused: 3 });
    expect(registry.writes).toEqual([]);
    expect(registry.requests.length).toBeLessThanOrEqual(5);
  });

  it('takes layers over from a repository that has them', async () => {
    await push();
    const copy = await pushImage(workspace.hello, open('copy'), [], undefined, { mountFrom: 'hello' });
    expect(copy.layersSent).toBe(0);
    expect(copy.bytesSent).toBeLessThan(6_000);
  });

  it('sends all again where the registry does not know what it said it had', async () => {
    const [, dependencies] = image.layers;
    registry.fail(new RegExp(`^HEAD .*${dependencies?.digest}`), { status: 200 }, 2);
    await push();
    expect((await hello.manifest('abc'))?.digest).toBe(image.digest);
    expect(registry.blobs.has(`hello@${dependencies?.digest}`)).toBe(true);
  });

  describe('where tags do not move', () => {
    const other = Buffer.from('{"schemaVersion":2}');
    beforeEach(() => void (registry.behaviour.immutableTags = true));

    it('leaves a commit to the image that has it', async () => {
      await hello.putManifest(other, 'application/vnd.oci.image.manifest.v1+json', 'abc');
      await push();
      expect((await hello.manifest(`key-${image.inputKey}`))?.digest).toBe(image.digest);
      expect((await hello.manifest('abc'))?.bytes).toEqual(other);
    });

    it('leaves the tag of its inputs to an image that nothing shows to be built from them', async () => {
      await hello.putManifest(other, manifestType, `key-${image.inputKey}`);
      await push();
      expect((await hello.manifest('abc'))?.digest).toBe(image.digest);
      expect((await hello.manifest(`key-${image.inputKey}`))?.bytes).toEqual(other);
    });

    it('refuses an image whose inputs gave another one elsewhere', async () => {
      await hello.putManifest(other, manifestType, `key-${image.inputKey}`);
      const digest = sha256(other);
      const provenance = provenanceFor(digest, { service: 'hello', inputKey: image.inputKey });
      await attachRecords(hello, { mediaType: manifestType, digest, size: other.length }, [{ statement: provenance }]);
      await expect(push()).rejects.toMatchObject({
        code: 'LS2204',
        what: 'another image of hello was made of the same inputs',
      });
    });
  });

  it('gives no name to an image that did not arrive whole', async () => {
    registry.fail(/^PUT .*uploads/, { status: 500 }, 99);
    await expect(push()).rejects.toMatchObject({ code: 'LS2202' });
    expect([...registry.manifests.keys()]).toEqual([]);
  });

  it('gives no name to an image whose evidence did not arrive', async () => {
    registry.fail(/^GET .*referrers/, { status: 500 }, 99);
    await expect(push()).rejects.toMatchObject({ code: 'LS2202' });
    expect(await hello.manifest('abc')).toBeUndefined();
  });

  describe('refuses, before it asks anything of the registry,', () => {
    const refusal = async (why: RegExp) => {
      await expect(push()).rejects.toMatchObject({ code: 'LS3101', why: expect.stringMatching(why) });
      expect(registry.requests).toEqual([]);
    };

    it('an image without evidence', async () => {
      rmSync(join(workspace.folder, 'dist/evidence'), { recursive: true });
      await refusal(/is missing/);
    });

    it('one with evidence for another image', async () => {
      const subject = [{ name: 'hello', digest: { sha256: '0'.repeat(64) } }];
      await writeRecord(workspace.hello, 'evidence', { statement: { ...statement(), subject } });
      await refusal(/another image/);
    });

    it('one with evidence of other tests', async () => {
      await writeRecord(workspace.hello, 'evidence', evidence({ testsKey: 'older' }));
      await refusal(/other tests than those of now/);
    });

    it('one whose evidence is cut short', async () => {
      workspace.write('dist/evidence/hello.json', '{"_type":');
      await refusal(/is not evidence/);
    });
  });
});
