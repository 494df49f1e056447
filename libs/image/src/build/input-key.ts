import { readFileSync } from 'node:fs';
import { type Service } from '@longshore/model';
import { type PlacedPackage } from '../closure/placement';
import { type Platform } from '../closure/platform';
import { sha256Hex } from '../hash';
import { dependenciesKey } from '../layers/dependencies';
import { packerVersion } from '../layers/pack';

/** Goes up whenever the builder makes another image of the same inputs. */
const builderVersion = 1;

/** All that makes an image. */
export interface ImageInputs {
  /** Hash of the production files of the service and of the workspace packages it uses. */
  sources: string;
  packages: PlacedPackage[];
  /** Digest of the base layer. */
  base: string;
  platform: Platform;
  service: Service;
}

/** The hash of all that makes an image: same key, same digest. Known before anything is bundled or packed. */
export const inputKeyOf = ({ sources, packages, base, platform, service }: ImageInputs): string =>
  sha256Hex(
    JSON.stringify([
      builderVersion,
      packerVersion,
      bundlerVersion(),
      sources,
      dependenciesKey(packages),
      base,
      [platform.os, platform.cpu, platform.libc],
      [service.root, service.spec.port],
    ]),
  );

/** Read from its package.json: loading esbuild takes longer than all else that the key needs. */
function bundlerVersion(): string {
  const file = require.resolve('esbuild/package.json');
  return `esbuild ${(JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version}`;
}
