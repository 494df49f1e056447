import { isBuiltin } from 'node:module';
import { existsSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { LongshoreError } from '@longshore/model';
import { type Plugin } from 'esbuild';
import { packageNameOf } from '../closure/resolve';

/** An import of a package that the importing project does not declare. */
export interface UndeclaredImport {
  file: string;
  package: string;
  /** Folder of the workspace package that should declare it. */
  project: string;
}

/**
 * Leaves npm packages and Node's own modules out of the bundle, takes workspace packages in, and notes each import
 * that the importing project's package.json does not declare.
 * @param workspacePackages folders of the workspace's packages by name
 */
export function importsPlugin(
  workspace: string,
  workspacePackages: ReadonlyMap<string, string>,
  undeclared: UndeclaredImport[],
): Plugin {
  const ownerOf = ownerFinder([...workspacePackages.values()]);
  const declaredBy = declarationReader(workspace);
  return {
    name: 'longshore-imports',
    setup: (build) => {
      build.onResolve({ filter: /^[^./#]/ }, ({ kind, path, importer }) => {
        if (kind === 'entry-point') return undefined;
        if (isBuiltin(path)) return { external: true };
        const file = relative(workspace, importer).split(sep).join('/');
        const project = ownerOf(file);
        const name = packageNameOf(path);
        if (project !== undefined && !declaredBy(project).has(name)) undeclared.push({ file, package: name, project });
        return workspacePackages.has(name) ? undefined : { external: true };
      });
    },
  };
}

/** One error for all imports that nobody declared. */
export function undeclaredError(undeclared: UndeclaredImport[]): LongshoreError {
  const [first] = undeclared;
  return new LongshoreError('LS2003', {
    what: undeclared.length === 1 ? `${first?.package} is imported but not declared` : 'packages are not declared',
    why: undeclared
      .map((each) => `${each.file} imports ${each.package}, ${each.project}/package.json lacks it`)
      .join('\n'),
    fix: `npm install ${first?.package} --workspace ${first?.project}`,
  });
}

/** The deepest workspace package that has a file below it. */
const ownerFinder = (roots: string[]) => {
  const deepestFirst = roots.toSorted((a, b) => b.length - a.length);
  return (file: string): string | undefined => deepestFirst.find((root) => file.startsWith(`${root}/`));
};

const declarationReader = (workspace: string) => {
  const known = new Map<string, Set<string>>();
  return (project: string): Set<string> => {
    const names = known.get(project) ?? declaredNames(join(workspace, project, 'package.json'));
    known.set(project, names);
    return names;
  };
};

/** What a package.json declares for production, and the package's own name. */
function declaredNames(file: string): Set<string> {
  if (!existsSync(file)) return new Set();
  const { name, dependencies, optionalDependencies, peerDependencies } = JSON.parse(
    readFileSync(file, 'utf8'),
  ) as PackageManifest;
  return new Set([name, ...Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies })]);
}

interface PackageManifest {
  name: string;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
}
