import { type Check, type Environment } from '@longshore/model';
import { awsCommand } from '../aws/command-line';
import { wordFor } from '../secrets/declared';
import { type Live } from '../read/live';
import { type Desired } from '../render/desired';
import { type DesiredRouting } from '../render/routing';
import { type Facts, type RoleFact, type SecretFact } from './facts';

/** Checks what tasks need in order to start: each with the command that mends it. */
export function checkTasks(desired: Desired, cluster: string, facts: Facts, { spec }: Environment): Check[] {
  const aws: AwsCli = (words) => awsCommand(spec, words);
  return [
    checkCluster(cluster, facts.clusterStatus, aws),
    ...facts.roles.map((role) => checkRole(role, desired, aws)),
    checkImage(desired, facts.architectures),
    ...facts.secrets.map((secret) => checkSecret(secret, desired)),
    ok(`log group ${desired.logGroup}`, 'made where it is missing'),
    ...facts.logGroups.map((group) => checkLogGroup(group, aws)),
  ];
}

/** A command of the AWS CLI as it works in the environment. */
type AwsCli = (words: string) => string;

/** Checks what of a target group cannot be changed, and that the container has the port which it sends requests to. */
export function checkTargetGroup(
  { release, names, taskDefinition }: Desired,
  { containerName, containerPort, targetGroup }: DesiredRouting,
  { targetGroup: found, service, rule }: Live,
  { spec }: Environment,
): Check {
  const subject = `target group ${names.targetGroup}`;
  const container = taskDefinition.containerDefinitions.find(({ name }) => name === containerName);
  if (!container?.portMappings?.some((mapping) => mapping.containerPort === containerPort)) {
    const what = `sends requests to port ${containerPort} of container ${containerName}, which does not have it`;
    return fail(subject, what, `npx longshore explain ${release.service} -e ${release.environment}`);
  }
  const wrong = (['VpcId', 'TargetType', 'Protocol'] as const).filter(
    (field) => found && found[field] !== targetGroup[field],
  );
  if (wrong.length === 0) return ok(subject, `sends requests to ${containerName}:${containerPort}`);
  const differs = wrong.map((field) => `${field} ${found?.[field] ?? 'none'} is not ${targetGroup[field]}`);
  const arn = found?.TargetGroupArn ?? '';
  return fail(
    subject,
    `${differs.join(', ')}, and cannot be changed`,
    // One in use cannot be deleted alone.
    service || rule
      ? `npx longshore destroy ${release.service} -e ${release.environment}`
      : awsCommand(spec, `elbv2 delete-target-group --target-group-arn ${arn}`),
  );
}

function checkCluster(name: string, status: string | undefined, aws: AwsCli): Check {
  const subject = `cluster ${name}`;
  if (status === 'ACTIVE') return ok(subject, 'ACTIVE');
  return fail(subject, status ?? 'is not there', aws(`ecs create-cluster --cluster-name ${name}`));
}

const trustPolicy = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'ecs-tasks.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});

function checkRole({ arn, use, trust }: RoleFact, { release }: Desired, aws: AwsCli): Check {
  const name = arn.slice(arn.lastIndexOf('/') + 1);
  const subject = `${use} role ${name}`;
  switch (trust) {
    case 'tasks':
      return ok(subject, 'trusts ecs-tasks.amazonaws.com');
    case 'unreadable':
      return skip(
        subject,
        'the caller may not read it (iam:GetRole)',
        `npx longshore iam-policy -e ${release.environment}`,
      );
    case 'missing':
      return fail(
        subject,
        'is not there',
        aws(`iam create-role --role-name ${name} --assume-role-policy-document '${trustPolicy}'`),
      );
    case 'others':
      return fail(
        subject,
        'does not trust ecs-tasks.amazonaws.com: no task can take it',
        aws(`iam update-assume-role-policy --role-name ${name} --policy-document '${trustPolicy}'`),
      );
  }
}

function checkImage({ release, taskDefinition }: Desired, architectures: string[] | undefined): Check {
  const subject = `image ${release.digest.slice(0, 'sha256:'.length + 12)}`;
  const run = `npx nx run ${release.project}`;
  if (!architectures) {
    return skip(subject, 'not pushed yet: a release pushes it first', `${run}:push -c ${release.environment}`);
  }
  const wanted = taskDefinition.runtimePlatform?.cpuArchitecture === 'ARM64' ? 'arm64' : 'amd64';
  if (architectures.includes(wanted)) return ok(subject, `in the registry, for ${wanted}`);
  return fail(
    subject,
    `is for ${architectures.join(', ')}, and the task definition wants ${wanted}`,
    `npx longshore explain ${release.service} -e ${release.environment}`,
  );
}

function checkSecret(secret: SecretFact, { release: { service, environment } }: Desired): Check {
  const { variable, valueFrom, reference, presence, hasKey } = secret;
  const subject = `secret ${variable}`;
  const set = `npx longshore secret set ${service} ${wordFor(secret, service)} -e ${environment}`;
  if (presence === 'unknown') return skip(subject, `${valueFrom} is in another account or region`);
  if (presence === 'missing') {
    const isParameter = reference.store === 'ssm';
    const what = isParameter ? `${reference.name} is not there` : `${valueFrom} is not there, or has no such version`;
    return fail(subject, what, set);
  }
  if (reference.store !== 'secrets-manager' || reference.key === '') return ok(subject, 'is there');
  const { arn, key } = reference;
  if (hasKey === undefined) {
    const cannot = `the caller may not read (secretsmanager:GetSecretValue)`;
    return skip(subject, `is there; whether it has the key ${key} ${cannot}`);
  }
  return hasKey ? ok(subject, `has the key ${key}`) : fail(subject, `${arn} has no key ${key}`, set);
}

const checkLogGroup = ({ name, isThere }: Facts['logGroups'][number], aws: AwsCli): Check =>
  isThere
    ? ok(`log group ${name}`, 'is there')
    : fail(`log group ${name}`, 'is not there', aws(`logs create-log-group --log-group-name ${name}`));

const ok = (subject: string, what: string): Check => ({ subject, result: 'OK', what });
const skip = (subject: string, what: string, fix?: string): Check => ({
  subject,
  result: 'SKIP',
  what,
  ...(fix && { fix }),
});
const fail = (subject: string, what: string, fix: string): Check => ({ subject, result: 'FAIL', what, fix });
