import { createHash, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MemoryStore } from '../../testing/memory-store';
import { VirtualClock } from '../../testing/virtual-clock';
import { type CallContext, type Operation } from '../../kernel';
import { createEcr, type Ecr } from '../../ecr';
import { createRegistry, type Registry } from '..';

/** The digest of text. */
export const digestOf = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`;

const ociManifest = 'application/vnd.oci.image.manifest.v1+json';

/** What stands in a manifest for content. */
export const descriptor = (text: string, mediaType = 'application/vnd.oci.image.layer.v1.tar+gzip') => ({
  mediaType,
  digest: digestOf(text),
  size: Buffer.byteLength(text),
});

/** A manifest of an image with a config and one layer. */
export const manifestOf = (config: string, layer: string, more: object = {}): string =>
  JSON.stringify({
    schemaVersion: 2,
    mediaType: ociManifest,
    config: descriptor(config, 'application/vnd.oci.image.config.v1+json'),
    layers: [descriptor(layer)],
    ...more,
  });

/** A registry behind a server of node:http, and the API of ECR beside it. */
export class RegistryWorld {
  readonly clock = new VirtualClock();
  readonly store = new MemoryStore();
  readonly dir = mkdtempSync(join(tmpdir(), 'longshore-registry-'));
  registry: Registry = this.createRegistry();
  ecr: Ecr = this.createEcr();
  /** The header that lets in; GetAuthorizationToken gave it. */
  authorization = '';
  readonly #server: Server = createServer((request, response) => void this.registry.handle(request, response));

  /** Starts with the repository `rooms`. */
  static async start(): Promise<RegistryWorld> {
    const world = new RegistryWorld();
    await new Promise<void>((resolve) => world.#server.listen(0, '127.0.0.1', resolve));
    await world.logIn();
    await world.call('CreateRepository', { repositoryName: 'rooms' });
    return world;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get context(): CallContext {
    return { region: 'us-east-1', account: '123456789012', requestId: randomUUID(), endpoint: this.endpoint };
  }

  /** Calls an operation of ECR as the protocol layer does. */
  async call<Output>(operation: string, input: object): Promise<Output> {
    const run = this.ecr.service.operations[operation] as Operation | undefined;
    if (!run) throw new Error(`there is no operation ${operation}`);
    return (await run(input, this.context)) as Output;
  }

  /** Takes a new token. */
  async logIn(): Promise<void> {
    const { authorizationData } = await this.call<{ authorizationData: { authorizationToken: string }[] }>(
      'GetAuthorizationToken',
      {},
    );
    this.authorization = `Basic ${authorizationData[0]?.authorizationToken}`;
  }

  /** Asks the registry for something below `/v2/`. */
  fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = { authorization: this.authorization, ...(init.headers as Record<string, string>) };
    return fetch(new URL(path, `${this.endpoint}/v2/`), { ...init, headers });
  }

  /** Pushes a blob in one request. */
  pushBlob(text: string, repository = 'rooms'): Promise<Response> {
    return this.fetch(`${repository}/blobs/uploads/?digest=${digestOf(text)}`, { method: 'POST', body: text });
  }

  /** Pushes a manifest alone. */
  putManifest(reference: string, body: string, mediaType = ociManifest, repository = 'rooms'): Promise<Response> {
    const headers = { 'content-type': mediaType };
    return this.fetch(`${repository}/manifests/${reference}`, { method: 'PUT', body, headers });
  }

  /** Pushes an image with a config and one layer; gives the digest of its manifest. */
  async pushImage(reference: string, layer: string, more: object = {}, repository = 'rooms'): Promise<string> {
    const manifest = manifestOf('{}', layer, more);
    await this.pushBlob('{}', repository);
    await this.pushBlob(layer, repository);
    const { status } = await this.putManifest(reference, manifest, ociManifest, repository);
    if (status !== 201) throw new Error(`the push of ${reference} was answered with ${status}`);
    return digestOf(manifest);
  }

  /** Ends the registry as a SIGKILL would, and starts another one on the same state. */
  restart(): void {
    this.registry = this.createRegistry();
    this.ecr = this.createEcr();
  }

  async end(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    rmSync(this.dir, { recursive: true, force: true });
  }

  private createRegistry(): Registry {
    return createRegistry({ dir: this.dir, store: this.store, clock: this.clock });
  }

  private createEcr(): Ecr {
    return createEcr({ store: this.store, clock: this.clock, registry: this.registry });
  }
}

/** What the registry said was wrong. */
export async function errorOf(response: Response): Promise<{ status: number; code?: string; message?: string }> {
  const { errors } = (await response.json()) as { errors: { code: string; message: string }[] };
  return { status: response.status, ...errors[0] };
}
