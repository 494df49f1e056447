import { type Tree } from '@nx/devkit';
import { isNamed, serviceIdentities } from '@longshore/model';
import { workspacePackages } from './packages';
import { refusal } from './refuse';

/** A target group’s name has 32 characters at most, and holds the environment’s name and a hash too. */
const longest = 20;

const reserved = ['all', 'api', 'default', 'dist', 'health', 'local', 'longshore', 'node_modules', 'workspace'];

/**
 * Checks what a new project is to be called.
 * @throws LS1006 where the name is not kebab-case, too long, reserved or taken
 */
export function checkProjectName(tree: Tree, name: string, folder: string): void {
  checkName(name);
  const taken = workspacePackages(tree).find(({ projectName }) => projectName === name);
  const place = taken?.root ?? (tree.children(folder).length > 0 ? folder : undefined);
  if (place) throw refusal(`there is a ${name} already`, `it is in ${place}`, 'choose another name');
}

/**
 * Checks that no service has the name of a new one in AWS, whatever its project is called.
 * @throws LS1006
 */
export function checkServiceName(tree: Tree, name: string): void {
  const taken = serviceIdentities(tree.root).find(isNamed(name));
  if (taken) throw refusal(`there is a service ${name} already`, `it is in ${taken.root}`, 'choose another name');
}

/**
 * Checks the form of a name.
 * @throws LS1006 where it is not kebab-case, too long or reserved
 */
export function checkName(name: string): void {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) {
    const why = 'expected lower case letters a to z and digits, in words joined by single hyphens, a letter first';
    throw refusal(`${name} is not a name`, why, `try ${kebabCase(name)}`);
  }
  if (name.length > longest) {
    const why = `it has ${name.length} characters, and names in AWS leave room for ${longest}`;
    throw refusal(`${name} is too long`, why, 'choose a shorter name');
  }
  if (reserved.includes(name))
    throw refusal(`${name} is reserved`, 'it means something else here', 'choose another name');
}

const kebabCase = (name: string): string =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '') || 'orders';
