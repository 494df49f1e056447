import { type Environment, type FailedTask, type LikelyCause } from '@longshore/model';
import { awsCommand } from '../aws/command-line';

/** What a cause is told from. */
export interface Symptoms {
  service: string;
  /** Its Nx project. */
  project: string;
  /** Its folder, relative to the workspace. */
  root: string;
  environment: string;
  /** Where the environment is. */
  spec: Pick<Environment['spec'], 'embedded' | 'region'>;
  tasks: FailedTask[];
  /** What the load balancer says of an unhealthy target, as `(reason Health checks failed with these codes: [500])`. */
  unhealthy: string | undefined;
}

/** The part of them by which a cause is recognised. */
type Signs = Pick<Symptoms, 'tasks' | 'unhealthy'>;

interface KnownCause {
  /** Where it shows: in what AWS says of a task, in what the container wrote, or in what the load balancer says. */
  in: 'reason' | 'lines' | 'unhealthy';
  pattern: RegExp;
  /** Whether further tasks can fare better: one that cannot heal is not worth waiting for. */
  heals: boolean;
  tell(symptoms: Symptoms, match: RegExpExecArray): LikelyCause;
}

const configFile = ({ root }: Symptoms): string => `${root}/service.json`;
/** What was rolled back is tried again once it has changed, or when somebody says so. */
const retry = ({ service, environment }: Symptoms): string => `npx longshore retry ${service} -e ${environment}`;
const logs = ({ service, environment }: Symptoms): string => `npx longshore logs ${service} -e ${environment}`;
const redeploy = ({ project, environment }: Symptoms): string => `npx nx run ${project}:deploy -c ${environment}`;

/** The causes that we know, the certain ones first: the first that fits is told. */
const knownCauses: KnownCause[] = [
  {
    in: 'reason',
    pattern: /CannotPullContainerError.*(does not match the specified platform|no match(ing manifest)? for platform)/i,
    heals: false,
    tell: (symptoms) => ({
      cause: 'the image is for another architecture than the task',
      fix: `set "architecture" in ${configFile(symptoms)} to that of the image, then ${redeploy(symptoms)}`,
    }),
  },
  {
    in: 'reason',
    pattern: /CannotPullContainerError.*(not found|manifest unknown)/i,
    heals: false,
    tell: ({ project, environment }) => ({
      cause: 'the image is no longer in the registry',
      fix: `npx nx run ${project}:push -c ${environment}`,
    }),
  },
  {
    in: 'reason',
    pattern: /CannotPullContainerError.*(denied|no basic auth|not authorized|unauthorized|forbidden)/i,
    heals: false,
    tell: ({ environment }) => ({
      cause: 'the execution role may not pull from the registry',
      fix: `attach AmazonECSTaskExecutionRolePolicy to the role in /longshore/${environment}/execution-role-arn`,
    }),
  },
  {
    in: 'reason',
    pattern:
      /(CannotPullContainerError|ResourceInitializationError).*(i\/o timeout|deadline exceeded|dial tcp|connection issue)/i,
    heals: true,
    tell: ({ environment }) => ({
      cause: 'the tasks do not reach AWS from their subnets',
      fix: `give the subnets in /longshore/${environment}/subnets a NAT gateway or VPC endpoints`,
    }),
  },
  {
    in: 'reason',
    pattern: /(ResourceInitializationError|CannotStartContainerError).*log(ger| group| driver|ging)/i,
    heals: false,
    tell: ({ service, environment, spec }) => ({
      cause: 'the log group is not there',
      fix: awsCommand(spec, `logs create-log-group --log-group-name /longshore/${environment}/${service}`),
    }),
  },
  {
    in: 'reason',
    pattern: /ResourceInitializationError.*(AccessDenied|not authorized)/i,
    heals: false,
    tell: ({ environment }) => ({
      cause: 'the execution role may not read a secret',
      fix: `allow ssm:GetParameters and secretsmanager:GetSecretValue to the role in /longshore/${environment}/execution-role-arn`,
    }),
  },
  {
    in: 'reason',
    pattern: /ResourceInitializationError.*invalid (?:ssm )?parameters?:? *\[?([^\s\],]+)/i,
    heals: false,
    tell: (symptoms, [, name = '']) => ({
      cause: `the SSM parameter ${name} is not there`,
      fix: `npx longshore secret set ${symptoms.service} ${name} -e ${symptoms.environment} && ${retry(symptoms)}`,
    }),
  },
  {
    in: 'reason',
    pattern: /ResourceInitializationError.*did not contain json key (\S+)/i,
    heals: false,
    tell: ({ service, environment }, [, key = '']) => ({
      cause: `a secret of Secrets Manager has no key ${key}`,
      fix: `npx longshore plan ${service} -e ${environment}`,
    }),
  },
  {
    in: 'reason',
    pattern: /ResourceInitializationError.*(?:fetch|retrieve) secret (\S+)/i,
    heals: false,
    tell: (symptoms, [, name = '']) => ({
      cause: `the secret ${name} of Secrets Manager cannot be read`,
      fix: `npx longshore secret list ${symptoms.service} -e ${symptoms.environment}`,
    }),
  },
  {
    in: 'reason',
    pattern: /OutOfMemory/i,
    heals: true,
    tell: (symptoms) => ({
      cause: 'the container needs more memory than it has',
      fix: `raise "memory" in ${configFile(symptoms)}`,
    }),
  },
  {
    in: 'reason',
    pattern: /exec format error/i,
    heals: false,
    tell: (symptoms) => ({
      cause: 'the image is for another architecture than the task',
      fix: `set "architecture" in ${configFile(symptoms)} to that of the image`,
    }),
  },
  {
    in: 'reason',
    pattern: /(RESOURCE:\w+|Capacity is unavailable|no container instances?)/i,
    heals: true,
    tell: () => ({
      cause: 'ECS has no capacity for the task now',
      fix: 'try again in some minutes, or add subnets in another availability zone',
    }),
  },
  {
    in: 'lines',
    pattern: /exec format error/i,
    heals: false,
    tell: (symptoms) => ({
      cause: 'the image is for another architecture than the task',
      fix: `set "architecture" in ${configFile(symptoms)} to that of the image`,
    }),
  },
  {
    in: 'lines',
    pattern: /wrong environment: ([A-Z][A-Z0-9_]*)/,
    heals: false,
    tell: (symptoms, match) => ({
      cause: `the environment variable ${match[1]} is missing or wrong`,
      fix: `set ${match[1]} under "environment" or "secrets" in ${configFile(symptoms)}`,
    }),
  },
  {
    in: 'lines',
    pattern: /Cannot find (?:module|package) '([^'./][^']*)'/,
    heals: false,
    tell: ({ root }, match) => ({
      cause: `the program needs the package ${match[1]}, which is not in the image`,
      fix: `npm install ${match[1]} -w ${root}`,
    }),
  },
  {
    in: 'lines',
    pattern: /(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ETIMEDOUT)[^\n"]*/,
    heals: true,
    tell: ({ service, environment }, match) => ({
      cause: `the service does not reach what it uses, by its address or the security groups: ${match[0].slice(0, 120)}`,
      fix: `npx longshore logs ${service} -e ${environment}`,
    }),
  },
  {
    in: 'lines',
    pattern: /EADDRINUSE|EACCES.*listen/,
    heals: false,
    tell: (symptoms) => ({
      cause: 'the program cannot listen on its port',
      fix: `set "port" in ${configFile(symptoms)} to one above 1024 that nothing else in the task takes`,
    }),
  },
  {
    in: 'lines',
    pattern: /heap out of memory/,
    heals: true,
    tell: (symptoms) => ({
      cause: 'the container needs more memory than it has',
      fix: `raise "memory" in ${configFile(symptoms)}`,
    }),
  },
  {
    in: 'lines',
    pattern: /longshore: port (\d+) listens on (\S+)(?: and \S+)* only/,
    heals: false,
    tell: (symptoms, [, port, address]) => ({
      cause: `the service listens on ${address} only, where no load balancer reaches port ${port}`,
      fix: `let the service listen on 0.0.0.0, then ${redeploy(symptoms)}`,
    }),
  },
  {
    in: 'lines',
    pattern: /longshore: nothing listens on port (\d+), but on (\d+(?: and \d+)*)/,
    heals: true,
    tell: (symptoms, [, port, others]) => ({
      cause: `the service listens on port ${others}, and "port" in ${configFile(symptoms)} is ${port}`,
      fix: `let the service listen on the PORT that it is given, then ${redeploy(symptoms)}`,
    }),
  },
  {
    in: 'lines',
    pattern: /longshore: nothing listens on port \d+ yet, it is still starting: (.*); the machine is busy/,
    heals: true,
    tell: (symptoms, [, time]) => ({
      cause: `the service was still starting, on a machine that is too busy: ${time}`,
      fix: `stop what keeps the machine busy, then ${retry(symptoms)}`,
    }),
  },
  {
    in: 'lines',
    pattern: /longshore: nothing listens on port (\d+): it is still starting, or waits for something/,
    heals: true,
    tell: (symptoms, [, port]) => ({
      cause: `the service listened on no port before its time to become healthy was over: not on ${port}`,
      fix: `${logs(symptoms)}, to see what it waits for; if it starts slowly, raise health.graceSeconds in ${configFile(symptoms)}`,
    }),
  },
  {
    in: 'unhealthy',
    pattern: /codes: \[(404|30\d|40[135])\]/,
    heals: true,
    tell: (symptoms, match) => ({
      cause: `the health check's path is answered with ${match[1]}`,
      fix: `set health.path in ${configFile(symptoms)} to a path that answers 200`,
    }),
  },
  {
    in: 'unhealthy',
    pattern: /codes: \[(5\d\d)\]/,
    heals: true,
    tell: ({ service, environment }, match) => ({
      cause: `the service itself says that it is not healthy: its health check answers ${match[1]}`,
      fix: `npx longshore logs ${service} -e ${environment}`,
    }),
  },
  {
    in: 'unhealthy',
    pattern: /Request timed out|Target\.Timeout/i,
    heals: true,
    tell: (symptoms) => ({
      cause: 'the health check gets no answer in time',
      fix: `raise health.timeoutSeconds in ${configFile(symptoms)}, or let the security group of the tasks take requests of the load balancer`,
    }),
  },
  {
    in: 'unhealthy',
    pattern: /reason Health checks failed\)/i,
    heals: true,
    tell: (symptoms) => ({
      cause:
        'nothing answers on the port of the service: it is still starting, or does not listen on 0.0.0.0 and its PORT',
      fix: `${logs(symptoms)}, to see whether it listens; if it starts slowly, raise health.graceSeconds in ${configFile(symptoms)}`,
    }),
  },
];

/** What most likely went wrong; undefined where nothing fits. */
export function likelyCause(symptoms: Symptoms): LikelyCause | undefined {
  const found = recognise(symptoms);
  return found?.known.tell(symptoms, found.match) ?? exitOf(symptoms);
}

/** Whether what is seen of these tasks will be seen of all others as well. */
export const cannotHeal = (symptoms: Signs): boolean => recognise(symptoms)?.known.heals === false;

function recognise(symptoms: Signs): { known: KnownCause; match: RegExpExecArray } | undefined {
  const texts = {
    reason: symptoms.tasks.map(({ reason, containerReason }) => `${reason ?? ''} ${containerReason ?? ''}`).join('\n'),
    lines: symptoms.tasks.flatMap(({ lines }) => lines).join('\n'),
    unhealthy: symptoms.unhealthy ?? '',
  };
  for (const known of knownCauses) {
    const match = known.pattern.exec(texts[known.in]);
    if (match) return { known, match };
  }
  return undefined;
}

/** What the exit code alone says. */
function exitOf({ service, environment, tasks }: Symptoms): LikelyCause | undefined {
  const task = tasks.find(({ exitCode }) => exitCode !== undefined);
  if (!task) return undefined;
  const fix = `npx longshore logs ${service} -e ${environment} --task ${task.task.slice(0, 8)}`;
  const { exitCode } = task;
  if (exitCode === 0) return { cause: 'the program ended by itself; a service has to keep running', fix };
  if (exitCode === 126 || exitCode === 127) return { cause: 'the program that the image names does not start', fix };
  if (exitCode === 137) return { cause: 'the container was killed: out of memory, or it did not stop in time', fix };
  return { cause: `the program ended with code ${exitCode}`, fix };
}
