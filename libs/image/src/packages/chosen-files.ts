import { isSecretOfPackage } from '../secrets';
import { type PackageManifest } from './unpack';

/** Goes up whenever other files of a package are chosen. */
export const choiceVersion = 2;

/** Tells whether a file of a package goes into an image, by its path relative to the package. */
export type Choice = (path: string, read: () => Buffer) => boolean;

/** What decides which files of a package go into an image. */
export interface ChosenPackage {
  name: string;
  manifest: PackageManifest;
  /** Whether node-gyp builds it. */
  hasGyp: boolean;
}

/** Folders of a package that hold other packages, or nothing that is ever loaded. */
export const neverPacked: ReadonlySet<string> = new Set(['node_modules', '.git', '.github']);

/**
 * Chooses the files of a package: not those of other packages, which are packed on their own; not what node-gyp built;
 * no tests, unless the package offers them; no secrets.
 */
export function choiceOf({ name, manifest, hasGyp }: ChosenPackage): Choice {
  const offered = JSON.stringify([manifest.main, manifest.exports, manifest.bin]);
  const tests = ['test', 'tests', '__tests__'].filter((folder) => !offered.includes(folder));
  const leftOut = new Set([...neverPacked, ...tests, ...(hasGyp ? ['build'] : [])]);
  return (path, read) => {
    const end = path.indexOf('/');
    if (end > 0 && leftOut.has(path.slice(0, end))) return false;
    return isNeeded(name, path) && !isSecretOfPackage(baseName(path), read);
  };
}

/** Source maps, type declarations and guides are read by people and compilers, not by a service. */
export function isNeeded(packageName: string, file: string): boolean {
  if (file.endsWith('.map')) return false;
  if (/\.d\.[cm]?ts$/.test(file)) return packageName === 'typescript';
  return !/\.(md|markdown|tsbuildinfo)$/i.test(file) || /licen[cs]e|notice|copying/i.test(baseName(file));
}

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
