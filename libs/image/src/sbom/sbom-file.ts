import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { imageFolder } from '../build/layout';
import { sha256Hex } from '../hash';
import { type BuiltImage, type Project } from '../image';
import { readClosure } from '../project-closure';
import { sbomOf } from './sbom';

/** Goes up whenever the same closure gives another bill of materials. */
const sbomVersion = 1;

/** Where the bill of materials of a service's image is. */
export const sbomFile = (project: Project): string => join(imageFolder(project), 'sbom.cdx.json');

/**
 * Sees to it that the bill of materials lies beside the built image.
 * @returns its bytes
 * @throws LS2001, LS2002
 */
export async function writeSbom(project: Project, { layers }: BuiltImage): Promise<Buffer> {
  const file = sbomFile(project);
  const there = await readFile(file).catch(() => undefined);
  if (there) return there;
  const { closure, lockfile } = readClosure(project);
  const bases = layers.filter(({ kind }) => kind === 'base');
  const entries = [...closure.workspacePackages, ...closure.packages.map(({ path }) => path)].map((path) => [
    path,
    lockfile.get(path),
  ]);
  const key = sha256Hex(JSON.stringify([sbomVersion, project.service.name, bases, entries, closure.edges]));
  const cached = join(project.workspace, '.longshore', 'cache', 'sbom', `${key}.json`);
  const known = await readFile(cached).catch(() => undefined);
  const bytes = known ?? Buffer.from(await sbomOf({ service: project.service.name, closure, lockfile, layers }));
  if (!known) await writeWhole(cached, bytes);
  await writeWhole(file, bytes);
  return bytes;
}

async function writeWhole(file: string, bytes: Buffer): Promise<void> {
  const temporary = join(dirname(file), `.${randomUUID()}`);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(temporary, bytes);
  await rename(temporary, file);
}
