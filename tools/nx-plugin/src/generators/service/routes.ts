import { readJson, type Tree } from '@nx/devkit';
import { refusal } from '../lib/refuse';
import { serviceFiles } from '../lib/service-files';

/** The path patterns of a new service. */
export const pathsOf = (name: string): string[] => [`/api/v1/${name}`, `/api/v1/${name}/*`];

/**
 * Checks that no other service has the new one’s paths. A wider pattern of another is no clash: the more exact rule wins.
 * @throws LS1006 with the service and the path
 */
export function checkRoutes(tree: Tree, name: string): void {
  const [base = ''] = pathsOf(name);
  for (const file of serviceFiles(tree)) {
    const { route } = readJson<{ route?: { paths?: string[] } }>(tree, file);
    const clash = route?.paths?.find((path) => path === base || path === `${base}*` || path.startsWith(`${base}/`));
    if (clash) throw refusal(`the route ${base} is taken`, `${file} has ${clash}`, 'choose another name');
  }
}
