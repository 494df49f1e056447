/** The name of the package that an import names: `@scope/name` or `name`, without the path inside it. */
export function packageNameOf(specifier: string): string {
  const [first = '', second] = specifier.split('/');
  return first.startsWith('@') && second ? `${first}/${second}` : first;
}

/**
 * Finds a package as Node does: in the `node_modules` of a folder, then of each folder above it.
 * @param from path of the folder that imports, relative to the root, with forward slashes; '' is the root
 * @returns the path of the package; undefined where there is none
 */
export function resolvePackage(has: (path: string) => boolean, from: string, name: string): string | undefined {
  for (const folder of foldersUpFrom(from)) {
    const candidate = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    if (has(candidate)) return candidate;
  }
  return undefined;
}

function* foldersUpFrom(from: string): Generator<string> {
  const segments = from === '' ? [] : from.split('/');
  for (let length = segments.length; length > 0; length--) {
    if (segments[length - 1] !== 'node_modules') yield segments.slice(0, length).join('/');
  }
  yield '';
}
