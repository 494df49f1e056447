import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { bytesOf } from './tar';

/** An npm registry with a few packages: real HTTP, real tarballs. */
export class NpmServer {
  /** Paths that were asked for. */
  readonly requests: string[] = [];
  readonly #answers = new Map<string, Buffer>();
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      const path = decodeURIComponent(request.url ?? '');
      this.requests.push(path);
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
  async publish(name: string, version: string, files: Record<string, string>, manifest: object = {}): Promise<string> {
    const archive = pack();
    const all = { 'package.json': JSON.stringify({ name, version, ...manifest }), ...files };
    for (const [path, content] of Object.entries(all)) archive.entry({ name: `package/${path}` }, content);
    archive.finalize();
    const tarball = gzipSync(await bytesOf(archive));
    const integrity = `sha512-${createHash('sha512').update(tarball).digest('base64')}`;
    const path = `/${name}/-/${version}.tgz`;
    const dist = { tarball: new URL(path, this.url).href, integrity };
    const packument = { name, 'dist-tags': { latest: version }, versions: { [version]: { name, version, dist } } };
    this.#answers.set(`/${name}`, Buffer.from(JSON.stringify(packument)));
    this.#answers.set(path, tarball);
    return integrity;
  }

  stop(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }
}
