import { type Aws, checkAccount, readEnvironmentResources } from '@longshore/deploy';
import { type Environment, isLongshoreError, LongshoreError, signersOf } from '@longshore/model';
import { type Check, fail, type Finding, ok, skip } from './check';

/** AWS refuses a signature whose time is off by more, in seconds. */
const toleratedSkew = 300;

/** What of an environment has to be there; in the order in which it is printed. */
export function environmentChecks(environment: Environment, aws: Aws, endpoint: string): Check[] {
  const account = shared(aws.identity.account());
  const ours = shared(account.then((id) => checkAccount(environment, id)));
  const resources = shared(
    ours.then(() => readEnvironmentResources(environment, { ...aws, identity: { account: () => account } })),
  );
  const date = (signal: AbortSignal) => dateOf(endpoint, environment, signal);
  return [
    { name: 'credentials', look: async () => ok(`of account ${await account}`) },
    { name: 'account', look: () => after(account, 'credentials', () => ours.then(() => ok(environment.spec.account))) },
    {
      name: 'region',
      look: async (signal) => ok(`${environment.spec.region}, ${await date(signal).then(() => endpoint)}`),
    },
    { name: 'clock', look: async (signal) => checkSkew(await date(signal), new Date()) },
    { name: 'resources', look: () => after(ours, 'the account', () => resources.then(() => ok('all are named'))) },
    {
      name: 'cluster',
      look: () => after(resources, 'resources', async () => checkCluster(aws, (await resources).cluster, environment)),
    },
    {
      name: 'listener',
      look: () =>
        after(resources, 'resources', async () => checkListener(aws, (await resources).listenerArn, environment)),
    },
    { name: 'signatures', look: () => Promise.resolve(checkSigners(environment)) },
  ];
}

/** Every release to an environment that asks for signatures and names no key is refused. */
export function checkSigners(environment: Environment): Finding {
  const signers = signersOf(environment);
  if (signers === undefined) return ok('unsigned records are accepted');
  if (signers.length > 0) return ok(signers.length === 1 ? 'of one key' : `of ${signers.length} keys`);
  return fail(
    'signed records only, and "evidence.signedBy" names no key: no image can be released',
    `npx nx g @longshore/nx:signing-key ${environment.name}`,
  );
}

/** Stands in for the checks of an environment where nothing can be asked. */
export const withoutCloud = (): Check => ({
  name: 'cloud',
  look: () => Promise.resolve(skip('the embedded cloud is not running', 'npx longshore up')),
});

/**
 * Compares this machine's clock with AWS's.
 * @param there what AWS says, to the second
 */
export function checkSkew(there: Date, here: Date): Finding {
  const seconds = Math.round((here.getTime() - there.getTime()) / 1000);
  const off = `${Math.abs(seconds)} s ${seconds > 0 ? 'ahead' : 'behind'}`;
  if (Math.abs(seconds) <= 1) return ok('agrees with AWS’s');
  if (Math.abs(seconds) < toleratedSkew) return ok(off);
  return fail(
    `${off}: AWS refuses signatures that are ${toleratedSkew} s off`,
    'set the clock: timedatectl set-ntp true',
  );
}

/** Asks without a signature: any answer has a date, a refusal too. */
async function dateOf(endpoint: string, { spec }: Environment, signal: AbortSignal): Promise<Date> {
  try {
    const response = await fetch(endpoint, { redirect: 'manual', signal });
    await response.body?.cancel();
    return new Date(response.headers.get('date') ?? Number.NaN);
  } catch (error) {
    const cause = (error as Error).cause ?? error;
    throw new LongshoreError('LS3001', {
      what: `${endpoint} does not answer`,
      why: (cause as Error).message,
      fix: `check the network, and that ${spec.region} is a region of your account`,
      cause: error,
    });
  }
}

async function checkCluster(aws: Aws, cluster: string, environment: Environment): Promise<Finding> {
  // ECS answers for services that are not there, but refuses for a cluster that is not.
  await named(environment, 'cluster', aws.cluster(cluster).services.describe(['longshore-doctor']));
  return ok(cluster);
}

const checkListener = async (aws: Aws, listenerArn: string, environment: Environment): Promise<Finding> =>
  ok(await named(environment, 'listener-arn', aws.loadBalancer(listenerArn).listener.url()));

/** Says which parameter names what AWS does not know. */
async function named<Value>({ name }: Environment, parameter: string, asked: Promise<Value>): Promise<Value> {
  try {
    return await asked;
  } catch (error) {
    if (!isLongshoreError(error) || !/NotFound/.test(error.why ?? '')) throw error;
    const { code, what, why } = error;
    const fix = `mend SSM parameter /longshore/${name}/${parameter}, or make what it names`;
    throw new LongshoreError(code, { what, ...(why && { why }), fix });
  }
}

/** Looks only where what it needs went well: that has a line of its own. */
async function after(needed: Promise<unknown>, what: string, look: () => Promise<Finding>): Promise<Finding> {
  try {
    await needed;
  } catch {
    return skip(`needs ${what}`);
  }
  return look();
}

/** Several wait for it; where it fails, it is for the first of them to say so. */
function shared<Value>(promise: Promise<Value>): Promise<Value> {
  promise.catch(() => undefined);
  return promise;
}
