import { readBaseImage, type Service } from '@longshore/model';
import { hasDockerfile } from '../dockerfile/dockerfile';

/** The first service whose image would stand on a base made on this machine; undefined if there is none. */
export const madeBaseUser = (workspace: string, services: readonly Service[]): Service | undefined =>
  readBaseImage(workspace) ? undefined : services.find((service) => !hasDockerfile({ workspace, service }));
