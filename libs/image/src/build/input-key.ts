import { readFileSync } from 'node:fs';
import { sha256Hex } from '../hash';
import { dependenciesKey } from '../layers/dependencies';
import { packerVersion } from '../layers/pack';
import { type Parts } from './builder';

/** Goes up whenever the builder makes another image of the same inputs. */
const builderVersion = 4;

/** The hash of all that makes an image: same key, same digest. Known before anything is bundled or packed. */
export const inputKeyOf = (
  { sources, packages, base, platform, project: { service } }: Parts,
  more: string[],
): string =>
  sha256Hex(
    JSON.stringify([
      builderVersion,
      packerVersion,
      bundlerVersion(),
      sources,
      dependenciesKey(packages),
      [base.digest, base.node],
      [platform.os, platform.cpu, platform.libc],
      [service.root, service.spec.kind === 'http' ? service.spec.port : null],
      ...more,
    ]),
  );

/** Read from its package.json: loading esbuild takes longer than all else that the key needs. */
function bundlerVersion(): string {
  const file = require.resolve('esbuild/package.json');
  return `esbuild ${(JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version}`;
}
