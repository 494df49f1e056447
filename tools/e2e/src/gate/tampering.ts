import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { cpSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { readBuiltImage } from '@longshore/image';
import {
  type Digest,
  type Environment,
  type Evidence,
  type Provenance,
  readEnvironment,
  sealStatement,
  signerOf,
} from '@longshore/model';
import { evidenceFor } from '@longshore/model/src/testing';
import { attachRecords } from '@longshore/registry';
import { environmentOf, type GateWorld } from './gate-world';

/** A way to have code go live whose tests failed or never ran, and the code of the error by which it ends. */
export type Way = [name: string, code: string, attempt: (t: Tampering) => Promise<unknown>];

/** The key of the pipeline, and somebody else's. */
export const ours = generateKeyPairSync('ed25519');
export const theirs = generateKeyPairSync('ed25519');

/** An environment that accepts what our key has signed. */
export const signed = {
  environment: { evidence: { signedBy: [ours.publicKey.export({ type: 'spki', format: 'der' }).toString('base64')] } },
};

/** The counts of tests that all passed. */
export const good = { passed: 1, failed: 0, skipped: 0 };

const main = 'apps/hello/src/main.ts';

/** What somebody may do to a workspace, or to a registry, to get past the gate. */
export class Tampering {
  /** Folder of an image that was built of a broken library. */
  readonly broken: string;

  private constructor(
    readonly world: GateWorld,
    folder: string,
  ) {
    this.broken = join(folder, 'broken');
  }

  /** @param folder for what is kept */
  static async prepare(world: GateWorld, folder: string): Promise<Tampering> {
    const tampering = new Tampering(world, folder);
    tampering.breakDeep();
    await world.build();
    cpSync(tampering.file('dist/images/hello'), tampering.broken, { recursive: true });
    world.restore();
    return tampering;
  }

  file(path: string): string {
    return join(this.world.workspace.folder, path);
  }

  read(path: string): string {
    return readFileSync(this.file(path), 'utf8');
  }

  write(path: string, content: string): void {
    this.world.workspace.write(path, content);
  }

  remove(path: string): void {
    rmSync(this.file(path), { recursive: true, force: true });
  }

  /** Changes a JSON document. */
  edit<Document>(path: string, change: (document: Document) => unknown): void {
    const document = JSON.parse(this.read(path)) as Document;
    change(document);
    this.write(path, JSON.stringify(document));
  }

  /** Another version of the service, which is fine: another one in each run, so that the registry has nothing of it. */
  changeMain(): void {
    this.write(main, `${this.read(main)}process.title = '${this.world.run}';\n`);
  }

  /** Another version of the library behind the library, which its own tests would refuse. */
  breakDeep(): void {
    this.write('libs/deep/src/index.ts', `export const deep = (): string => 'broken';\n`);
  }

  /** The next version, built, tested and verified. */
  async verifyNext(): Promise<void> {
    this.changeMain();
    await this.world.build();
    await this.world.test(['apps/hello']);
    await this.world.verify();
  }

  /** The image of the broken library in the place of the one that was built. */
  putBroken(): void {
    this.remove('dist/images/hello');
    cpSync(this.broken, this.file('dist/images/hello'), { recursive: true });
  }

  /** Sets fields of service.json. */
  specOf(fields: object): void {
    this.edit('apps/hello/service.json', (spec: object) => Object.assign(spec, fields));
  }

  /**
   * Writes the environment's file, and reads it as every command does.
   * @throws LS1002
   */
  environmentFile(spec: object): Environment {
    const whole = { account: '123456789012', region: 'us-east-1', embedded: true, ...spec };
    this.write('deploy/environments/local.json', JSON.stringify(whole));
    return readEnvironment(this.world.workspace.folder, 'local');
  }

  /** Evidence for the image that is built now, as somebody writes it who has run no test. */
  async forged(change: Partial<Evidence['predicate']> = {}): Promise<Evidence> {
    const image = await readBuiltImage(this.world.workspace.hello);
    const { testsKey, projects } = await this.world.images(environmentOf({})).describe('hello');
    return evidenceFor(image.digest, {
      service: 'hello',
      inputKey: image.inputKey,
      testsKey,
      projects: projects.map((project) => ({ project, inputs: '', tests: good })),
      ...change,
    });
  }

  /** Attaches a record to an image in the registry, as somebody does who may write there. */
  async plant(statement: Evidence | Provenance, key?: KeyObject): Promise<void> {
    const registry = await this.world.registry();
    const digest: Digest = `sha256:${statement.subject[0]?.digest.sha256}`;
    const found = await registry.manifest(digest);
    if (!found) throw new Error(`the registry does not have ${digest}`);
    const subject = { mediaType: found.manifest.mediaType, digest, size: found.bytes.length };
    const envelope = key && (await sealStatement(statement, signerOf(key)));
    await attachRecords(registry, subject, [{ statement, ...(envelope && { envelope }) }]);
  }

  /** Gives the tag of the inputs as they are now to the image that is live. */
  async plantKeyTag(): Promise<string> {
    const { inputKey } = await this.world.build();
    this.remove('dist/images');
    this.remove('dist/provenance');
    await this.moveTag(`key-${inputKey}`);
    return inputKey;
  }

  /** Gives a tag to the image that is live. */
  async moveTag(tag: string): Promise<void> {
    const registry = await this.world.registry();
    const live = await registry.manifest(this.world.honest);
    if (!live) throw new Error('the version that is live is not in the registry');
    await registry.putManifest(live.bytes, live.manifest.mediaType, tag);
  }
}
