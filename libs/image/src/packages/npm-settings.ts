import { dirname, join } from 'node:path';
import { commonJs } from '../common-js';

/** npm's settings for a workspace, as its libraries take them: registries, logins, proxies, certificates. */
export async function npmSettings(workspace: string): Promise<Record<string, unknown>> {
  const [{ default: Config }, loaded] = await Promise.all([
    import('@npmcli/config'),
    import('@npmcli/config/lib/definitions/index.js'),
  ]);
  const { definitions, shorthands, flatten, nerfDarts } = commonJs(loaded);
  // Beside its own code npm looks for settings that whoever distributed it made.
  const npmPath = join(dirname(dirname(process.execPath)), 'lib', 'node_modules', 'npm');
  const argv = [process.execPath, 'npm'];
  // A copy: it leaves what it read in the environment, as npm does for the scripts that it runs.
  const env = { ...process.env };
  const ours = { npmPath, argv, env, cwd: workspace, warn: false };
  const config = new Config({ definitions, shorthands, flatten, nerfDarts, ...ours });
  await config.load();
  return config.flat;
}
