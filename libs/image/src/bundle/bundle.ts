import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { LongshoreError } from '@longshore/model';
import { type BuildFailure, type BuildOptions, type BuildResult, type Message, type OutputFile } from 'esbuild';
import { workspacePackagesOf } from '../closure/closure';
import { type Project } from '../image';
import { readClosure } from '../project-closure';
import { refuseSecretContent } from '../secret-content';
import { isSecretFile } from '../secrets';
import { productionFiles } from '../sources-key';
import { importsPlugin, undeclaredError, type UndeclaredImport } from './imports';

/** The files of a bundle. */
export const bundleFiles = { code: 'main.js', map: 'main.js.map' } as const;

/** A service in one file, with its source map. */
export interface Bundle {
  code: Uint8Array;
  map: Uint8Array;
}

/**
 * Bundles a service with the workspace packages it uses; npm packages stay outside. The output is a function of the
 * sources alone: paths in it, also in the source map, are relative to the workspace.
 * @throws LS2003, LS2004, LS2005, LS2020
 */
export async function bundleOf(project: Project): Promise<Bundle> {
  const { lockfile, closure } = readClosure(project);
  const { code, map, inputs } = await bundle(project, workspacePackagesOf(lockfile));
  refuseForeign(inputs, new Set(productionFiles(project.workspace, closure.workspacePackages)));
  refuseSecretContent(project, inputs);
  return { code: code.contents, map: map.contents };
}

/**
 * Writes a service's bundle to `dist/apps/<service>`, to look at: an image is never made of it.
 * @throws LS2003, LS2004, LS2005, LS2020
 */
export async function bundleService(project: Project, signal?: AbortSignal): Promise<{ file: string; bytes: number }> {
  const { code, map } = await bundleOf(project);
  signal?.throwIfAborted();
  const folder = join(project.workspace, 'dist', 'apps', project.service.name);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, bundleFiles.code), code);
  await writeFile(join(folder, bundleFiles.map), map);
  return { file: join(folder, bundleFiles.code), bytes: code.byteLength };
}

async function bundle(
  { workspace, service }: Project,
  workspacePackages: ReadonlyMap<string, string>,
): Promise<{ code: OutputFile; map: OutputFile; inputs: string[] }> {
  const entry = entryOf(service.root);
  if (!existsSync(join(workspace, entry))) throw noEntry(service.name, entry);
  const undeclared: UndeclaredImport[] = [];
  const options = bundleOptions(workspace, service.root);
  const result = await build({ ...options, plugins: [importsPlugin(workspace, workspacePackages, undeclared)] });
  if (undeclared.length > 0) throw undeclaredError(undeclared);
  const inputs = Object.keys(result.metafile?.inputs ?? {});
  refuseSecrets(inputs);
  const [map, code] = ['.js.map', '.js'].map((end) => result.outputFiles?.find(({ path }) => path.endsWith(end)));
  if (!code || !map) throw new Error('esbuild left no bundle');
  return { code, map, inputs };
}

const entryOf = (root: string): string => `${root}/src/main.ts`;

/** How a service is bundled, in its image and while it is developed. */
export const bundleSettings = {
  write: false,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  keepNames: true,
  metafile: true,
  sourcesContent: false,
  legalComments: 'none',
  loader: { '.sql': 'text' },
  logLevel: 'silent',
} as const satisfies BuildOptions;

const bundleOptions = (workspace: string, root: string): BuildOptions => ({
  ...bundleSettings,
  absWorkingDir: workspace,
  entryPoints: [entryOf(root)],
  // Never written there: it makes the paths in the source map those of the workspace, which `/app` in an image is.
  outfile: join(workspace, root, bundleFiles.code),
  sourcemap: 'linked',
});

async function build(options: BuildOptions): Promise<BuildResult> {
  const esbuild = await import('esbuild');
  try {
    return await esbuild.build(options);
  } catch (error) {
    throw bundleError(error as BuildFailure);
  }
}

function bundleError(failure: BuildFailure): LongshoreError {
  const messages = (failure.errors ?? []).map(describe);
  return new LongshoreError('LS2005', {
    what: 'the bundle cannot be built',
    why: messages.length > 0 ? messages.join('\n') : failure.message,
    fix: 'mend the sources named above',
    cause: failure,
  });
}

const describe = ({ text, location }: Message): string =>
  location ? `${location.file}:${location.line}:${location.column}: ${text}` : text;

function refuseSecrets(inputs: string[]): void {
  const secret = inputs.find((path) => isSecretFile(basename(path)));
  if (secret === undefined) return;
  throw new LongshoreError('LS2005', {
    what: `${secret} would be bundled into the image`,
    why: 'files of this name hold secrets, and an image is no place for them',
    fix: 'read it from the environment: name it under "secrets" in service.json',
  });
}

/** What is bundled has to be part of the input key, or a change of it would make no new image. */
function refuseForeign(inputs: string[], production: ReadonlySet<string>): void {
  const foreign = inputs.find((path) => !production.has(path));
  if (foreign === undefined) return;
  throw new LongshoreError('LS2005', {
    what: `${foreign} would be bundled into the image`,
    why: 'it is no source of the service or of a package that the service uses: test code, service.json, hidden files, what .dockerignore names and files outside the packages are none',
    fix: 'move what production code needs of it to the src folder of the service or of a library',
  });
}

const noEntry = (name: string, entry: string): LongshoreError =>
  new LongshoreError('LS2004', {
    what: `${name} has no entry point`,
    why: `${entry} does not exist`,
    fix: `write ${entry}: it starts the service`,
  });
