import { type Environment, LongshoreError, madeBaseStep, type Release } from '@longshore/model';

/** The config of an image, as far as it tells on what it stands. */
export interface ImageHistory {
  history?: { created_by?: string }[];
}

/**
 * AWS takes no image on a base that was made on somebody's machine: nobody else can make the same, scan it or mend it.
 * @throws LS3115
 */
export function checkBase({ service }: Release, { name }: Environment, { history = [] }: ImageHistory): void {
  if (history.some((step) => step.created_by === madeBaseStep)) throw madeBase(service, name);
}

/** The refusal of an image that uses a locally generated base image. */
export const madeBase = (service: string, environment: string): LongshoreError =>
  new LongshoreError('LS3115', {
    what: `${service} is not released to ${environment}: its image uses a locally generated base image`,
    why: 'such a base is for the embedded cloud alone: no other machine makes the same, and it receives no security updates',
    fix: chooseBase,
  });

/** The command that chooses a base image for a workspace. */
export const chooseBase =
  'npx longshore base-image set public.ecr.aws/docker/library/node:22-slim' +
  ' && git add deploy/base-image.json && git commit -m "Choose a base image" deploy/base-image.json';
