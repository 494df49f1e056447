import type * as Pacote from 'pacote';
import { LongshoreError } from '@longshore/model';
import { commonJs } from '../common-js';
import { type ArchivedPackage } from './origin';

/** Settings of npm for one fetch, and the folder that its libraries may write to. */
export interface FetchSettings {
  npm: Record<string, unknown>;
  cache: string;
}

/**
 * Fetches the archive of a package with npm's own library and settings, checked against the lockfile's integrity. No
 * script of the package runs.
 * @throws LS2010
 */
export async function fetchArchive(
  { name, version, integrity, resolved, origin }: ArchivedPackage,
  { npm, cache }: FetchSettings,
  signal?: AbortSignal,
): Promise<Buffer> {
  const settings = { ...npm, cache, ignoreScripts: true, ...(signal ? { signal } : {}) };
  try {
    const pacote = commonJs<typeof Pacote>(await import('pacote'));
    if (origin.kind !== 'archive') {
      const { default: Arborist } = await import('@npmcli/arborist');
      const spec = origin.kind === 'git' ? origin.resolved : `file:${origin.folder}`;
      return await pacote.tarball(spec, { ...settings, Arborist });
    }
    const checked = { ...settings, ...(integrity === undefined ? {} : { integrity }) };
    if (origin.file !== undefined) return await pacote.tarball(`file:${origin.file}`, checked);
    return await pacote.tarball(`${name}@${version}`, { ...checked, ...(resolved === undefined ? {} : { resolved }) });
  } catch (error) {
    signal?.throwIfAborted();
    throw notFetched({ name, version, origin }, error as Error);
  }
}

type Fetched = Pick<ArchivedPackage, 'name' | 'version' | 'origin'>;

function notFetched({ name, version, origin }: Fetched, cause: Error): LongshoreError {
  const isLocal = origin.kind === 'folder' || (origin.kind === 'archive' && origin.file !== undefined);
  return new LongshoreError('LS2010', {
    what: `${name} ${version} is not in npm’s cache and cannot be fetched`,
    why: cause.message,
    fix: isLocal ? 'npm install' : fixFor(cause),
    cause,
  });
}

function fixFor({ code = '' }: NodeJS.ErrnoException): string {
  if (code === 'E401' || code === 'E403') return 'npm login';
  if (code === 'EINTEGRITY') return 'npm cache verify';
  if (code === 'ETARGET' || code === 'E404') return 'npm ping, and see that `npm config get registry` has the package';
  return 'npm ping, until it answers: then build again. What was fetched once stays in .longshore/cache';
}
