import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type * as Pacote from 'pacote';
import { LongshoreError } from '@longshore/model';
import { type LockedPackage } from '../closure/closure';
import { type Platform } from '../closure/platform';
import { sha256Hex } from '../hash';
import { npmSettings } from './npm-settings';

/**
 * The folder of a package that is not installed here, fetched once by npm's own library and checked against the
 * lockfile's integrity: `.longshore/cache/packages` outlives `npm ci`.
 * @throws LS2010
 */
export async function fetchPackage(workspace: string, locked: LockedPackage, platform: Platform): Promise<string> {
  const { name, version, integrity } = locked;
  if (integrity === undefined) throw notFetched(locked, platform, new Error('the lockfile has no integrity for it'));
  const packages = join(workspace, '.longshore', 'cache', 'packages');
  const folder = join(packages, sha256Hex(JSON.stringify([name, version, integrity])));
  if (existsSync(folder)) return folder;
  const temporary = join(packages, `.${randomUUID()}`);
  try {
    await extract(workspace, locked, temporary);
    await markPrograms(temporary);
    await rename(temporary, folder).catch((error: Error) => {
      // Another build was faster.
      if (!existsSync(folder)) throw error;
    });
    return folder;
  } catch (error) {
    throw notFetched(locked, platform, error as Error);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** A bundler puts what is CommonJS under `default`. */
async function loadPacote(): Promise<typeof Pacote> {
  const loaded: typeof Pacote & { default?: typeof Pacote } = await import('pacote');
  return loaded.default ?? loaded;
}

async function extract(workspace: string, { name, version, integrity, resolved }: LockedPackage, folder: string) {
  const { extract: extractPackage } = await loadPacote();
  const settings = await npmSettings(workspace);
  await mkdir(dirname(folder), { recursive: true });
  await extractPackage(`${name}@${version}`, folder, {
    ...settings,
    ...(integrity === undefined ? {} : { integrity }),
    ...(resolved === undefined ? {} : { resolved }),
  });
}

/** What npm does to the programs of a package when it installs it: the layer has to be the same either way. */
async function markPrograms(folder: string): Promise<void> {
  const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as {
    bin?: string | Record<string, string>;
  };
  const programs = typeof manifest.bin === 'string' ? [manifest.bin] : Object.values(manifest.bin ?? {});
  for (const program of programs) {
    const file = join(folder, program);
    const known = await stat(file).catch(() => undefined);
    if (known?.isFile()) await chmod(file, known.mode | 0o111);
  }
}

function notFetched({ name, version }: LockedPackage, { os, cpu, libc }: Platform, cause: Error): LongshoreError {
  return new LongshoreError('LS2010', {
    what: `${name} ${version} is for ${os} on ${cpu} (${libc}) and not installed here, and cannot be fetched`,
    why: cause.message,
    fix: fixFor(cause),
    cause,
  });
}

function fixFor({ code = '' }: NodeJS.ErrnoException): string {
  if (code === 'E401' || code === 'E403') return 'npm login';
  if (code === 'EINTEGRITY') return 'npm cache verify';
  if (code === 'ETARGET' || code === 'E404') return 'npm ping, and see that `npm config get registry` has the package';
  return 'npm ping, until it answers: then build again. What was fetched once stays in .longshore/cache';
}
