import { deployPolicy, openAws, pointSdkAt, readEnvironmentResources } from '@longshore/deploy';
import { readEnvironment } from '@longshore/model';
import { workspaceOf } from '../workspace';

/** Options of `longshore iam-policy`. */
export interface IamPolicyCommand {
  environment: string;
}

/** Prints the policy of the role by which a pipeline ships to an environment. */
export async function iamPolicy({ environment: name }: IamPolicyCommand): Promise<void> {
  const workspace = workspaceOf(process.cwd());
  const environment = readEnvironment(workspace, name);
  pointSdkAt(workspace, environment);
  const resources = await readEnvironmentResources(environment, openAws(environment, new AbortController().signal));
  process.stdout.write(`${JSON.stringify(deployPolicy(environment, resources), undefined, 2)}\n`);
}
