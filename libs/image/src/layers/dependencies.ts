import { join } from 'node:path';
import { LongshoreError } from '@longshore/model';
import { sha256Hex } from '../hash';
import { type Archives } from '../packages/archives';
import { atMost } from '../packages/at-most';
import { choiceOf, choiceVersion } from '../packages/chosen-files';
import { lookInto, readInstalled } from '../packages/installed-files';
import { hashOfFiles, type PinnedPackage } from '../packages/pin-packages';
import { manifestOf, type PackageFiles, unpackVersion } from '../packages/unpack';
import { type LayerEntry } from './entry';
import { packerVersion } from './pack';

/** The key of a dependencies layer: which files go where, not how they came to this machine. */
export const dependenciesKey = (packages: PinnedPackage[]): string =>
  sha256Hex(
    JSON.stringify([
      'dependencies',
      packerVersion,
      choiceVersion,
      unpackVersion,
      process.versions.zlib,
      ...packages.map(({ imagePath, name, version, content, patches }) => [
        imagePath,
        name,
        version,
        content,
        ...patches.map(({ hash }) => hash),
      ]),
    ]),
  );

/** Archives that are unpacked at a time. */
const unpackedAtOnce = 4;

/**
 * The files of the packages, each below the package's folder in the image.
 * @throws LS2010, LS2013
 */
export async function dependencyEntries(
  workspace: string,
  packages: PinnedPackage[],
  archives: Archives,
  signal?: AbortSignal,
): Promise<LayerEntry[]> {
  await archives.fetch(packages, signal);
  const entries = await atMost(
    unpackedAtOnce,
    packages,
    async (each, either) => {
      const isGenerated = each.origin.kind === 'generated';
      const files = isGenerated
        ? generatedFiles(workspace, each)
        : chosenFiles(each, await archives.files(each, either));
      return [...files].map(([path, file]): LayerEntry => ({
        type: 'file',
        path: `${each.imagePath}/${path}`,
        ...file,
      }));
    },
    signal,
  );
  return entries.flat();
}

function chosenFiles({ name }: PinnedPackage, files: PackageFiles): PackageFiles {
  const isChosen = choiceOf({ name, manifest: manifestOf(files), hasGyp: files.has('binding.gyp') });
  return new Map([...files].filter(([path, { content }]) => isChosen(path, () => content)));
}

function generatedFiles(workspace: string, { path, name, content }: PinnedPackage): PackageFiles {
  const files = readInstalled(lookInto(join(workspace, path), name), name);
  if (`generated ${hashOfFiles(files)}` === content) return files;
  throw new LongshoreError('LS2012', {
    what: `${path} changed while the image was built`,
    why: 'the key of the image is of other files',
    fix: 'build again once nothing writes there',
  });
}
