import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Digest, LongshoreError } from '@longshore/model';
import { hasDockerfile } from '../dockerfile/dockerfile';
import { type Project } from '../image';
import { buildParts } from './build-image';

/**
 * Builds a service's image again without layer cache, Nx's cache and registry, and leaves what is in `dist` as it is.
 * @returns the digest that its inputs give
 * @throws LS1002 if it has a Dockerfile, LS2001 to LS2007, LS2010
 */
export async function rebuildImage(project: Project, signal?: AbortSignal): Promise<Digest> {
  refuseRebuild(project);
  const folder = join(project.workspace, '.longshore', `rebuild-${randomUUID()}`);
  try {
    const folders = { cache: join(folder, 'cache'), layout: join(folder, 'image') };
    return (await buildParts(project, folders, signal)).digest;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Refuses to compare the images of a service that is built from a Dockerfile: its steps may give another one each time.
 * @throws LS1002
 */
export function refuseRebuild(project: Project): void {
  if (!hasDockerfile(project)) return;
  throw new LongshoreError('LS1002', {
    what: `"rules.rebuild" does not suit ${project.service.name}: it is built from a Dockerfile`,
    why: 'the steps of a Dockerfile may give another image each time',
    fix: 'set "rules.rebuild" to false and "evidence.signedBy": provenance that the pipeline signs (docs/sign-evidence.md)',
  });
}
