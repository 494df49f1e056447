import { openAws, pipelinePolicy, pointSdkAt, readEnvironmentResources, type Right } from '@longshore/deploy';
import { readEnvironment } from '@longshore/model';
import { workspaceOf } from '../workspace';

/** Options of `longshore iam-policy`. */
export interface IamPolicyCommand {
  environment: string;
  for: Right;
}

/** Prints the policy of a role by which a pipeline works on an environment. */
export async function iamPolicy({ environment: name, for: right }: IamPolicyCommand): Promise<void> {
  const workspace = workspaceOf(process.cwd());
  const environment = readEnvironment(workspace, name);
  pointSdkAt(workspace, environment);
  const resources = await readEnvironmentResources(environment, openAws(environment, new AbortController().signal));
  process.stdout.write(`${JSON.stringify(pipelinePolicy(environment, resources, right), undefined, 2)}\n`);
}
