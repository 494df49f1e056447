import '../../executors/lib/typescript';
import { type Tree, updateJson } from '@nx/devkit';
import { readService, type ServiceSpec } from '@longshore/model';
import { refusal, withReadableErrors } from '../lib/refuse';
import { requireOptions } from '../lib/required';

/** What `nx g @longshore/nx:dockerfile` takes. */
export interface DockerfileOptions {
  name: string;
}

/** Writes the Dockerfile by which a service is built where it has none: from then on an engine builds it from this one. */
export const dockerfileGenerator = (tree: Tree, options: DockerfileOptions) =>
  withReadableErrors(async () => {
    requireOptions(options, 'npx nx g @longshore/nx:dockerfile orders', 'name');
    const { name } = options;
    const service = readService(tree.root, name);
    const file = `${service.root}/Dockerfile`;
    if (tree.exists(file)) throw refusal(`${name} has a Dockerfile already`, `it is ${file}`, `edit ${file}`);
    const { defaultDockerfile } = await import('@longshore/image');
    tree.write(file, defaultDockerfile(service));
    // It would take no notice of the file.
    if (service.spec.builder !== 'layers') return;
    updateJson<Partial<ServiceSpec>>(tree, `${service.root}/service.json`, ({ builder: _builder, ...rest }) => rest);
  });

export default dockerfileGenerator;
