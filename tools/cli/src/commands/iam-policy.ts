import {
  type NamedResources,
  openAws,
  openHistory,
  pipelinePolicy,
  pipelineTrust,
  pointSdkAt,
  readEnvironmentResources,
  type Right,
  type TrustedJobs,
} from '@longshore/deploy';
import { type Environment, isLongshoreError, LongshoreError, readEnvironment } from '@longshore/model';
import { workspaceOf } from '../workspace';

/** Options of `longshore iam-policy`. */
export interface IamPolicyCommand {
  environment: string;
  for: Right;
  trust?: TrustedJobs['provider'];
  /** `OWNER/NAME`; by default what the remote `origin` names. */
  repository?: string;
  /** CircleCI's ids. */
  organization?: string;
  project?: string;
}

/**
 * Prints the policy of a role by which a pipeline works on an environment, or with `--trust` who may take the role.
 * @throws LS1006 if `--trust` lacks what it needs
 */
export async function iamPolicy({ environment: name, for: right, ...options }: IamPolicyCommand): Promise<void> {
  const workspace = workspaceOf(process.cwd());
  const environment = readEnvironment(workspace, name);
  if (options.trust) {
    print(pipelineTrust(environment, await jobsOf(workspace, name, options), right));
    return;
  }
  const { policy, widened } = pipelinePolicy(environment, await resourcesOf(workspace, environment), right);
  print(policy);
  for (const [resource, statements = []] of Object.entries(widened)) {
    const fix = `set "resources.${resource}" in deploy/environments/${name}.json`;
    process.stderr.write(`${resource} is not known: ${statements.join(', ')} reach every one in the account; ${fix}\n`);
  }
}

const print = (policy: object) => process.stdout.write(`${JSON.stringify(policy, undefined, 2)}\n`);

/** Errors after which the file alone says what the environment consists of. */
const unread: readonly string[] = ['LS3001', 'LS3002', 'LS3003'];

async function resourcesOf(workspace: string, environment: Environment): Promise<Partial<NamedResources>> {
  pointSdkAt(workspace, environment);
  try {
    return await readEnvironmentResources(environment, openAws(environment, new AbortController().signal));
  } catch (error) {
    if (!isLongshoreError(error) || !unread.includes(error.code)) throw error;
    process.stderr.write(`${error.what}: the policy is made from deploy/environments/${environment.name}.json\n`);
    return environment.spec.resources;
  }
}

async function jobsOf(
  workspace: string,
  environment: string,
  options: Omit<IamPolicyCommand, 'environment' | 'for'>,
): Promise<TrustedJobs> {
  const { trust, repository, organization, project } = options;
  if (trust === 'circleci') {
    if (!organization || !project) throw withoutIds(environment);
    return { provider: 'circleci', organization, project };
  }
  const named = repository ?? repositoryOf(await openHistory(workspace).remote());
  if (!named) throw withoutRepository(environment);
  return { provider: 'github', repository: named };
}

/** `OWNER/NAME` of a URL such as git@github.com:acme/shop.git. */
const repositoryOf = (url = ''): string | undefined =>
  /github\.com[:/]([\w.-]+\/[\w.-]+?)(?:\.git)?\/?$/.exec(url)?.[1];

const withoutRepository = (environment: string) =>
  new LongshoreError('LS1006', {
    what: '--trust github needs the repository',
    why: 'the remote "origin" is not on github.com',
    fix: `npx longshore iam-policy -e ${environment} --trust github --repository OWNER/NAME`,
  });

const withoutIds = (environment: string) =>
  new LongshoreError('LS1006', {
    what: '--trust circleci needs the ids of the organization and the project',
    why: 'CircleCI shows them under Organization Settings and Project Settings, Overview',
    fix: `npx longshore iam-policy -e ${environment} --trust circleci --organization ID --project ID`,
  });
