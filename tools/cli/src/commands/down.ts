import { stopBackgroundCloud } from '../background-cloud';
import { exclusively } from '../lock';
import { stopPostgres } from '../backing-services';
import { workspaceOf } from '../workspace';

/** Stops the embedded cloud with its tasks, and the backing services; what they keep on disk stays. */
export async function down(): Promise<void> {
  const workspace = workspaceOf(process.cwd());
  await exclusively(workspace, 'down', async () => {
    const cloud = await stopBackgroundCloud(workspace);
    const postgres = await stopPostgres(workspace);
    process.stderr.write(cloud || postgres ? 'Stopped.\n' : 'Nothing was running.\n');
  });
}
