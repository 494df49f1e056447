import { createRequire, isBuiltin } from 'node:module';
import { realpathSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { bundleSettings } from '@longshore/image';
import { type BuildContext, type BuildFailure, type BuildOptions, type Plugin } from 'esbuild';
import { Changes } from './changes';

/** A service's code after a change, or why it cannot be bundled. */
export type Build = { code: string } | { errors: string };

/** What is bundled, absolute paths. */
export interface Source {
  workspace: string;
  /** The service's `src/main.ts`. */
  entry: string;
  /** Where the code is going to lie. */
  outfile: string;
}

/** Bundles now and after every change of a file that is in the bundle, until the signal aborts. */
export async function* builds(source: Source, signal: AbortSignal): AsyncGenerator<Build> {
  const esbuild = await import('esbuild');
  const changes = new Changes(signal);
  changes.follow([dirname(source.entry)]);
  const context = await esbuild.context(optionsOf(source));
  try {
    while (!signal.aborted) {
      yield await rebuild(context, source, changes);
      await changes.next();
    }
  } finally {
    changes.close();
    await context.dispose();
  }
}

async function rebuild(context: BuildContext, { workspace }: Source, changes: Changes): Promise<Build> {
  try {
    const { outputFiles, metafile } = await context.rebuild();
    changes.follow(Object.keys(metafile?.inputs ?? {}).map((file) => dirname(join(workspace, file))));
    return { code: outputFiles?.[0]?.text ?? '' };
  } catch (error) {
    const { formatMessages } = await import('esbuild');
    const { errors = [] } = error as Partial<BuildFailure>;
    if (errors.length === 0) throw error;
    return { errors: (await formatMessages(errors, { kind: 'error' })).join('').trimEnd() };
  }
}

/** As the image's bundle, but for what a debugger needs. */
const optionsOf = ({ workspace, entry, outfile }: Source) =>
  ({
    ...bundleSettings,
    absWorkingDir: workspace,
    entryPoints: [entry],
    outfile,
    sourcemap: 'inline',
    plugins: [packagesOutside],
  }) satisfies BuildOptions;

/**
 * npm packages stay outside, by the path at which their importer finds them: the code lies elsewhere. Packages of the
 * workspace are links in node_modules; they are bundled, so that a save there reloads as well.
 */
const packagesOutside: Plugin = {
  name: 'longshore-packages-outside',
  setup: (build) => {
    build.onResolve({ filter: /^[^./#]/ }, ({ kind, path, importer }) => {
      if (kind === 'entry-point') return undefined;
      if (isBuiltin(path)) return { external: true };
      // Node may be given a module that `require` would refuse.
      if (kind === 'dynamic-import') return isLinked(path, importer) ? undefined : { external: true };
      const file = locate(path, importer);
      if (file === undefined || !inNodeModules(file)) return undefined;
      return { path: file, external: true };
    });
  },
};

const isLinked = (path: string, importer: string): boolean => {
  const file = locate(path, importer);
  return file !== undefined && !inNodeModules(file);
};

const inNodeModules = (file: string): boolean => file.includes(`${sep}node_modules${sep}`);

/** Undefined where there is no such package: esbuild then says so, and where. */
function locate(path: string, importer: string): string | undefined {
  try {
    return realpathSync(createRequire(importer).resolve(path));
  } catch {
    return undefined;
  }
}
