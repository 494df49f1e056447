import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { type ArchiveFile, archiveOf, integrityOf } from './archive';

/** An npm registry with a few packages: real HTTP, real tarballs. */
export class NpmServer {
  /** Paths that were asked for. */
  readonly requests: string[] = [];
  readonly #answers = new Map<string, Buffer>();
  readonly #versions = new Map<string, object>();
  #failures = 0;
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      const path = decodeURIComponent(request.url ?? '');
      this.requests.push(path);
      if (this.#failures-- > 0) return void response.writeHead(503).end();
      const answer = this.#answers.get(path);
      response.writeHead(answer ? 200 : 404).end(answer ?? '{}');
    });
  }

  static async start(): Promise<NpmServer> {
    const server = new NpmServer();
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  /** @returns the integrity, as a lockfile has it */
  publish(name: string, version: string, files: Record<string, ArchiveFile>, manifest: object = {}): string {
    const all = { 'package.json': JSON.stringify({ name, version, ...manifest }), ...files };
    const tarball = archiveOf(all);
    const integrity = integrityOf(tarball);
    const path = `/${name}/-/${version}.tgz`;
    const dist = { tarball: new URL(path, this.url).href, integrity };
    const versions = { ...this.#versions.get(name), [version]: { name, version, ...manifest, dist } };
    this.#versions.set(name, versions);
    this.#answers.set(`/${name}`, Buffer.from(JSON.stringify({ name, 'dist-tags': { latest: version }, versions })));
    this.#answers.set(path, tarball);
    return integrity;
  }

  /** Fails the next requests, as a registry under load does. */
  fail(requests: number): void {
    this.#failures = requests;
  }

  stop(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }
}
