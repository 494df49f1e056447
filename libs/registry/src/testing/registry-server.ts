import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { randomUUID } from 'node:crypto';
import { digestOf } from '../digest';
import { mediaTypes } from '../media-types';
import { type Descriptor, type Manifest } from '../repository';

/** How a registry behaves. */
export interface RegistryBehaviour {
  /** Whether it keeps a list of referrers of its own. */
  referrers: boolean;
  immutableTags: boolean;
  /** The `Authorization` header that it wants. */
  authorization?: string;
}

/**
 * How one request is to fail: with a status, without an answer before or after it was carried out, with half an answer,
 * or with a lie.
 */
export type Failure =
  { status: number; headers?: Record<string, string>; body?: string } | 'reset' | 'lost' | 'torn' | 'lie';

interface StoredManifest {
  bytes: Buffer;
  mediaType: string;
}

/** A registry that keeps everything in memory, for tests: real HTTP, and failures on demand. */
export class RegistryServer {
  /** What was asked, as `PUT /v2/rooms/manifests/abc`. */
  readonly requests: string[] = [];
  /** Who asked: the `Authorization` header of each request. */
  readonly authorizations: (string | undefined)[] = [];
  readonly behaviour: RegistryBehaviour;
  /** Blobs and manifests by repository and digest, tags by repository and name, as `rooms@sha256:…` and `rooms:abc`. */
  readonly blobs = new Map<string, Buffer>();
  readonly manifests = new Map<string, StoredManifest>();
  readonly #failures: { pattern: RegExp; failure: Failure }[] = [];
  readonly #server: Server;

  private constructor(behaviour: Partial<RegistryBehaviour>) {
    this.behaviour = { referrers: true, immutableTags: false, ...behaviour };
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  static async start(behaviour: Partial<RegistryBehaviour> = {}): Promise<RegistryServer> {
    const registry = new RegistryServer(behaviour);
    await new Promise<void>((resolve) => registry.#server.listen(0, '127.0.0.1', resolve));
    return registry;
  }

  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Requests that change something. */
  get writes(): string[] {
    return this.requests.filter((request) => !/^(GET|HEAD) /.test(request));
  }

  /** The next request that matches fails so; named more than once, as many do. */
  fail(pattern: RegExp, failure: Failure, times = 1): void {
    for (let time = 0; time < times; time++) this.#failures.push({ pattern, failure });
  }

  stop(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '' } = request;
    const line = `${method} ${url}`;
    this.requests.push(line);
    this.authorizations.push(request.headers.authorization);
    const failure = this.#nextFailure(line);
    if (failure === 'reset') return void request.socket.destroy();
    const body = await buffer(request).catch(() => undefined);
    if (body === undefined) return;
    if (typeof failure === 'object') {
      response.writeHead(failure.status, failure.headers).end(failure.body);
    } else if (this.behaviour.authorization && request.headers.authorization !== this.behaviour.authorization) {
      refuse(response, 401, 'UNAUTHORIZED');
    } else {
      const target = failure === 'lost' ? deaf(request) : failure === 'torn' ? torn(response) : response;
      this.#route(
        method,
        new URL(url, 'http://registry'),
        request,
        failure === 'lie' ? Buffer.from('{}') : body,
        target,
      );
    }
  }

  #nextFailure(line: string): Failure | undefined {
    const index = this.#failures.findIndex(({ pattern }) => pattern.test(line));
    return index < 0 ? undefined : this.#failures.splice(index, 1)[0]?.failure;
  }

  #route(method: string, url: URL, request: IncomingMessage, body: Buffer, response: Answer): void {
    const [, name = '', kind, reference = ''] =
      /^\/v2\/(.+?)\/(blobs|manifests|referrers)\/(.*)$/.exec(url.pathname) ?? [];
    if (kind === 'blobs' && method === 'POST') this.#openUpload(name, url, response);
    else if (kind === 'blobs' && method === 'PUT') this.#putBlob(name, url, body, response);
    else if (kind === 'blobs') found(response, this.blobs.get(`${name}@${reference}`), 'application/octet-stream');
    else if (kind === 'manifests' && method === 'PUT') this.#putManifest(name, reference, request, body, response);
    else if (kind === 'manifests') {
      const stored = this.manifests.get(keyOf(name, reference));
      found(response, stored?.bytes, stored?.mediaType ?? '');
    } else if (kind === 'referrers' && this.behaviour.referrers) this.#referrers(name, reference, response);
    else refuse(response, 404, 'NOT_FOUND');
  }

  #openUpload(name: string, url: URL, response: Answer): void {
    const digest = url.searchParams.get('mount');
    const mounted = digest && this.blobs.get(`${url.searchParams.get('from')}@${digest}`);
    if (digest && mounted) this.blobs.set(`${name}@${digest}`, mounted);
    response.writeHead(mounted ? 201 : 202, { location: `/v2/${name}/blobs/uploads/${randomUUID()}?state=x` }).end();
  }

  #putBlob(name: string, url: URL, body: Buffer, response: Answer): void {
    const digest = url.searchParams.get('digest');
    if (digest !== digestOf(body)) return refuse(response, 400, 'DIGEST_INVALID');
    this.blobs.set(`${name}@${digest}`, body);
    response.writeHead(201).end();
  }

  #putManifest(name: string, reference: string, request: IncomingMessage, bytes: Buffer, response: Answer): void {
    const digest = digestOf(bytes);
    const { layers = [], config, subject } = JSON.parse(bytes.toString()) as Partial<Manifest>;
    const missing = [...layers, ...(config ? [config] : [])].some((each) => !this.blobs.has(`${name}@${each.digest}`));
    if (missing) return refuse(response, 400, 'MANIFEST_BLOB_UNKNOWN');
    const isTag = !reference.startsWith('sha256:');
    if (isTag && this.behaviour.immutableTags && this.manifests.has(keyOf(name, reference))) {
      return refuse(response, 400, 'TAG_INVALID');
    }
    const stored = { bytes, mediaType: request.headers['content-type'] ?? '' };
    this.manifests.set(keyOf(name, reference), stored);
    this.manifests.set(keyOf(name, digest), stored);
    const ofSubject: Record<string, string> =
      subject && this.behaviour.referrers ? { 'oci-subject': subject.digest } : {};
    response.writeHead(201, { 'docker-content-digest': digest, ...ofSubject }).end();
  }

  #referrers(name: string, subject: string, response: Answer): void {
    const manifests = [...this.manifests].flatMap(([key, { bytes, mediaType }]): Descriptor[] => {
      const manifest = JSON.parse(bytes.toString()) as Manifest;
      const refers = key.startsWith(`${name}@`) && manifest.subject?.digest === subject;
      const { artifactType } = manifest;
      const entry = {
        mediaType,
        digest: digestOf(bytes),
        size: bytes.length,
        ...(artifactType ? { artifactType } : {}),
      };
      return refers ? [entry] : [];
    });
    const index = JSON.stringify({ schemaVersion: 2, mediaType: mediaTypes.index, manifests });
    response.writeHead(200, { 'content-type': mediaTypes.index }).end(index);
  }
}

/** Where an answer goes. */
interface Answer {
  writeHead(status: number, headers?: Record<string, string>): { end(body?: Buffer | string): void };
}

/** Carries a request out and breaks the connection in place of the answer. */
const deaf = (request: IncomingMessage): Answer => ({
  writeHead: () => ({ end: () => void request.socket.destroy() }),
});

/** Breaks the connection in the middle of the body. */
const torn = (response: ServerResponse): Answer => ({
  writeHead: (status, headers) => ({
    end: (body = '') => {
      response.writeHead(status, headers);
      response.write(body.slice(0, 2), () => void response.destroy());
    },
  }),
});

const keyOf = (name: string, reference: string): string =>
  reference.startsWith('sha256:') ? `${name}@${reference}` : `${name}:${reference}`;

function found(response: Answer, content: Buffer | undefined, mediaType: string): void {
  if (!content) return refuse(response, 404, 'NOT_FOUND');
  response.writeHead(200, { 'content-type': mediaType, 'content-length': String(content.length) }).end(content);
}

function refuse(response: Answer, status: number, code: string): void {
  const body = JSON.stringify({ errors: [{ code, message: code.toLowerCase().replaceAll('_', ' ') }] });
  response.writeHead(status, { 'content-type': 'application/json' }).end(body);
}
