import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Service } from '@longshore/model';
import { imageUser } from '../base/made-base';
import { imageRoot } from '../closure/placement';
import { type Project } from '../image';

/** The name of a service's own Dockerfile, in its folder. */
export const dockerfileName = 'Dockerfile';

/** What the build context holds besides the service's own files. */
export const packedFiles = {
  dependencies: '.longshore/dependencies.tar.gz',
  application: '.longshore/application.tar.gz',
} as const;

/** The build argument that names the workspace's base image in the engine. */
export const baseArgument = 'LONGSHORE_BASE';

/** Whether a service is built from a Dockerfile: where service.json says so, else where there is one. */
export const hasDockerfile = ({ workspace, service }: Project): boolean =>
  service.spec.builder ? service.spec.builder === 'dockerfile' : existsSync(ownDockerfile(workspace, service));

/** A service's own Dockerfile, or one that makes the image that the builder `layers` makes. */
export function readDockerfile({ workspace, service }: Project): string {
  const file = ownDockerfile(workspace, service);
  return existsSync(file) ? readFileSync(file, 'utf8') : defaultDockerfile(service);
}

/** Which packed files a Dockerfile takes: those it names, or all where it names their folder alone. */
export function packedFilesOf(dockerfile: string): (keyof typeof packedFiles)[] {
  const all = Object.keys(packedFiles) as (keyof typeof packedFiles)[];
  const named = all.filter((name) => dockerfile.includes(packedFiles[name]));
  return named.length > 0 || !dockerfile.includes('.longshore') ? named : all;
}

const ownDockerfile = (workspace: string, { root }: Service): string => join(workspace, root, dockerfileName);

/**
 * The Dockerfile of a service that has none. It only ADDs what is packed: nothing in the layers depends on the clock
 * then, so that the digest does not either.
 */
export const defaultDockerfile = ({ root, spec }: Service): string => `ARG ${baseArgument}
FROM \${${baseArgument}}
ADD ${packedFiles.dependencies} /
ADD ${packedFiles.application} /
ENV NODE_ENV=production
USER ${imageUser}:${imageUser}
${spec.kind === 'http' ? `EXPOSE ${spec.port}\n` : ''}STOPSIGNAL SIGTERM
CMD ["node", "--enable-source-maps", "/${imageRoot}/${root}/main.js"]
`;
