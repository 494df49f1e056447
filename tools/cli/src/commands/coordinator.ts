import { coordinatorSocket, createCoordinator, pointSdkAt, serveCoordinator } from '@longshore/deploy';
import { readEnvironment, readServices, signersOf } from '@longshore/model';
import { readCheckout } from '../checkout';
import { localImages } from '../local-images';
import { nxTargets } from '../nx-targets';
import { abortOnSignals } from '../signals';
import { workspaceOf } from '../workspace';

/** Options of `longshore coordinator`. */
export interface CoordinatorCommand {
  run: string;
  environment: string;
  /** The process of Nx. */
  parent: number;
}

/** Talks to an environment for all tasks of one run of Nx, until the run is finished or Nx is gone. */
export async function coordinator({ run, environment: name, parent }: CoordinatorCommand): Promise<void> {
  const workspace = workspaceOf(process.cwd());
  const environment = readEnvironment(workspace, name);
  const { promotesFrom } = environment.spec;
  const coordinator = createCoordinator({
    workspace,
    environment,
    services: readServices(workspace),
    run,
    ...(await readCheckout(workspace)),
    images: localImages(workspace, { signers: signersOf(environment) }),
    targets: nxTargets(workspace),
    earlier: promotesFrom === undefined ? undefined : readEnvironment(workspace, promotesFrom),
    signal: abortOnSignals(),
  });
  pointSdkAt(workspace, environment);
  await serveCoordinator(coordinator, { socket: coordinatorSocket({ workspace, run, environment: name }), parent });
}
