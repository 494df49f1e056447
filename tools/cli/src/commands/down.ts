import { removeLeftovers } from '@longshore/cloud';
import { cloudFolder, stopBackgroundCloud } from '../background-cloud';
import { exclusively } from '../lock';
import { stopPostgres } from '../backing-services';
import { type OutputOptions, print } from '../output';
import { workspaceOf } from '../workspace';

/** Stops the embedded cloud with its tasks, and the backing services; what they keep on disk stays. */
export async function down(options: OutputOptions): Promise<void> {
  const workspace = workspaceOf(process.cwd());
  await exclusively(workspace, 'down', async () => {
    const cloud = await stopBackgroundCloud(workspace);
    const postgres = await stopPostgres(workspace);
    // A cloud that was killed has tasks and images left; one that stopped has none.
    await removeLeftovers(cloudFolder(workspace));
    const stopped = { cloud, postgres };
    print('down', stopped, options, () => (cloud || postgres ? 'Stopped.' : 'Nothing was running.'));
  });
}
