import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { type Digest } from '@longshore/model';
import { openRepository, type Repository } from '@longshore/registry';
import { DistributionServer } from '@longshore/registry/src/testing/distribution-server';
import { nodeBase, tarOf } from '@longshore/runtime/src/testing';

const type = (name: string): string => `application/vnd.oci.image.${name}`;

const digestOf = (content: Buffer): Digest => `sha256:${createHash('sha256').update(content).digest('hex')}`;

/** A registry with an image as public ones have it: Node, and what it links. */
export class BaseRegistry {
  private constructor(
    private readonly server: DistributionServer,
    readonly reference: string,
  ) {}

  static async start(): Promise<BaseRegistry> {
    const server = await DistributionServer.start();
    const repository = openRepository({ host: server.host, name: 'base/node' });
    const tar = await tarOf(nodeBase());
    const layer = await put(repository, type('layer.v1.tar+gzip'), gzipSync(tar, { level: 1 }));
    const architecture = process.arch === 'arm64' ? 'arm64' : 'amd64';
    const rootfs = { type: 'layers', diff_ids: [digestOf(tar)] };
    const config = { os: 'linux', architecture, config: { Env: ['PATH=/usr/local/bin'] }, rootfs };
    const configured = await put(repository, type('config.v1+json'), Buffer.from(JSON.stringify(config)));
    const mediaType = type('manifest.v1+json');
    const manifest = { schemaVersion: 2, mediaType, config: configured, layers: [layer] };
    await repository.putManifest(Buffer.from(JSON.stringify(manifest)), mediaType, '20');
    return new BaseRegistry(server, `${server.host}/base/node:20`);
  }

  stop(): Promise<void> {
    return this.server.stop();
  }
}

async function put(repository: Repository, mediaType: string, content: Buffer) {
  const descriptor = { mediaType, digest: digestOf(content), size: content.length };
  await repository.putBlob({ ...descriptor, open: () => Readable.from([content]) });
  return descriptor;
}
