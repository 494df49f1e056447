import { chooseBase } from '@longshore/deploy';
import { madeBaseUser } from '@longshore/image';
import { type Environment, readBaseImage, readServices } from '@longshore/model';
import { fail, type Finding, ok } from './check';

/** Checks that an environment accepts the base of the workspace's images: it refuses them with LS3115 otherwise. */
export function checkBaseImage(workspace: string, { name, spec }: Environment): Finding {
  const chosen = readBaseImage(workspace);
  if (chosen) return ok(chosen.image);
  if (!madeBaseUser(workspace, readServices(workspace))) return ok('that of the Dockerfiles');
  if (spec.embedded) return ok('made on this machine, for the embedded cloud alone');
  if (spec.promotesFrom !== undefined) return ok(`that of the images of ${spec.promotesFrom}`);
  return fail(`none is chosen, and ${name} refuses images on a base made on this machine`, chooseBase);
}
