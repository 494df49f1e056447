import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { type LocalImage, type LocalImages } from '../coordinator/coordinator';
import { type Digest, type Evidence } from '@longshore/model';
import { evidenceFor, provenanceFor } from '@longshore/model/src/testing';
import { attachRecords, type Descriptor, type Repository } from '@longshore/registry';

const manifestType = 'application/vnd.oci.image.manifest.v1+json';
const configType = 'application/vnd.oci.image.config.v1+json';

/** What stands in for a built image: the program that its containers run, as text. */
interface Script {
  manifest: Buffer;
  config: Buffer;
  image: LocalImage;
  failed: number;
}

/** Images without layers whose command is a program given in the test, with evidence for each. */
export class ScriptedImages implements LocalImages {
  readonly #scripts = new Map<string, Script>();

  /**
   * Makes a service's image.
   * @param failed tests that its evidence says have failed; undefined leaves no evidence
   * @param testsKey the hash of its tests
   * @param sources the files that it is made of
   * @param tests what its evidence says of its tests
   */
  set(
    service: string,
    program: string,
    { failed = 0, testsKey = 'tests', sources = [], tests }: Partial<LocalImage> & { failed?: number } = {},
  ): void {
    const architecture = process.arch === 'x64' ? 'amd64' : process.arch;
    const rootfs = { type: 'layers', diff_ids: [] };
    const config = json({ architecture, os: 'linux', config: { Cmd: ['node', '-e', program] }, rootfs });
    const manifest = json({ schemaVersion: 2, mediaType: manifestType, config: of(config, configType), layers: [] });
    const { digest } = of(manifest, manifestType);
    const claim = { digest, inputKey: digest.slice(-16), testsKey, projects: [rootOf(service)] };
    const image = { ...claim, sources, ...(tests && { tests }) };
    this.#scripts.set(service, { manifest, config, image, failed });
  }

  describe(service: string): Promise<LocalImage> {
    return Promise.resolve(this.#of(service).image);
  }

  reuse(): Promise<boolean> {
    return Promise.resolve(false);
  }

  rebuild(service: string): Promise<Digest> {
    return Promise.resolve(this.#of(service).image.digest);
  }

  async push(service: string, repository: Repository, tags: string[]) {
    const { manifest, config, image, failed } = this.#of(service);
    await repository.putBlob({ ...of(config, configType), open: () => Readable.from([config]) });
    await repository.putManifest(manifest, manifestType, image.digest);
    const subject = of(manifest, manifestType);
    await attachRecords(repository, subject, [
      { statement: provenanceFor(image.digest, { ...image, service }) },
      { statement: evidenceOf(service, image, failed) },
    ]);
    for (const tag of tags) await repository.putManifest(manifest, manifestType, tag);
    const sent = { bytesSent: config.length + manifest.length, size: 0, layersSent: 0, layersReused: 0 };
    return { reference: `${repository.name}@${image.digest}`, ...sent };
  }

  #of(service: string): Script {
    const script = this.#scripts.get(service);
    if (!script) throw new Error(`no image of ${service}`);
    return script;
  }
}

const evidenceOf = (service: string, { digest, inputKey, testsKey }: LocalImage, failed: number): Evidence => {
  const tests = { passed: 1, failed, skipped: 0 };
  return evidenceFor(digest, {
    service,
    inputKey,
    testsKey,
    projects: [{ project: rootOf(service), inputs: '', tests }],
  });
};

const rootOf = (service: string): string => `apps/${service}`;

const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

const of = (bytes: Buffer, mediaType: string): Descriptor => ({
  mediaType,
  digest: `sha256:${createHash('sha256').update(bytes).digest('hex')}`,
  size: bytes.length,
});
