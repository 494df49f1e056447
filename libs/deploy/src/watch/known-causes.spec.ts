import { type FailedTask } from '@longshore/model';
import { cannotHeal, likelyCause, type Symptoms } from './known-causes';

const failed = (fields: Partial<FailedTask>): FailedTask => ({ task: '3f9c0a1b2c3d', lines: [], ...fields });

const symptoms = (fields: Partial<FailedTask>, unhealthy?: string): Symptoms => ({
  service: 'rooms',
  project: 'rooms',
  root: 'apps/rooms',
  environment: 'staging',
  spec: { embedded: false, region: 'eu-central-1' },
  tasks: [failed(fields)],
  unhealthy,
});

const pull = 'CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref x';
const secrets =
  'ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed';

describe.each<[string, Symptoms, string, string, 'heals' | 'cannot heal']>([
  [
    'an image that is gone',
    symptoms({ reason: `${pull}: x: not found` }),
    'no longer in the registry',
    'nx run rooms:push -c staging',
    'cannot heal',
  ],
  [
    'an image that may not be pulled',
    symptoms({ reason: `${pull}: 403 Forbidden` }),
    'may not pull',
    'execution-role-arn',
    'cannot heal',
  ],
  [
    'a registry out of reach',
    symptoms({ reason: `${pull}: dial tcp 10.0.0.1:443: i/o timeout` }),
    'do not reach AWS',
    'NAT gateway',
    'heals',
  ],
  [
    'an image of another platform',
    symptoms({
      reason: 'CannotPullContainerError: image Manifest does not contain descriptor, no match for platform in manifest',
    }),
    'another architecture',
    '"architecture"',
    'cannot heal',
  ],
  [
    'a program of another architecture',
    symptoms({ containerReason: 'exec /usr/bin/node: exec format error' }),
    'another architecture',
    '"architecture"',
    'cannot heal',
  ],
  [
    'a program of another architecture, by its log',
    symptoms({ lines: ['exec /usr/bin/node: exec format error'] }),
    'another architecture',
    '"architecture"',
    'cannot heal',
  ],
  [
    'a parameter that is missing',
    symptoms({
      reason: `${secrets}: unable to retrieve secrets from ssm: service call has been retried 1 time(s): invalid parameters: /longshore/staging/key`,
    }),
    'SSM parameter /longshore/staging/key is not there',
    'npx longshore secret set rooms /longshore/staging/key -e staging && npx longshore retry rooms -e staging',
    'cannot heal',
  ],
  [
    'a secret that is missing',
    symptoms({
      reason: `${secrets}: unable to retrieve secret from asm: service call has been retried 1 time(s): failed to fetch secret arn:aws:secretsmanager:x from secrets manager`,
    }),
    'secret arn:aws:secretsmanager:x',
    'npx longshore secret list rooms -e staging',
    'cannot heal',
  ],
  [
    'a secret that may not be read',
    symptoms({ reason: `${secrets}: AccessDeniedException: not authorized to perform: ssm:GetParameters` }),
    'may not read a secret',
    'ssm:GetParameters',
    'cannot heal',
  ],
  [
    'a log group that is missing',
    symptoms({
      reason: 'ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times',
    }),
    'log group',
    'aws logs create-log-group --log-group-name /longshore/staging/rooms --region eu-central-1',
    'cannot heal',
  ],
  [
    'a key that a secret lacks',
    symptoms({
      reason:
        `${secrets}: unable to retrieve secret from asm: service call has been retried 1 time(s): ` +
        'retrieved secret from Secrets Manager did not contain json key password',
    }),
    'has no key password',
    'npx longshore plan rooms -e staging',
    'cannot heal',
  ],
  [
    'too little memory',
    symptoms({ exitCode: 137, containerReason: 'OutOfMemoryError: Container killed due to memory usage' }),
    'more memory',
    '"memory"',
    'heals',
  ],
  [
    'a heap that is too small',
    symptoms({ exitCode: 134, lines: ['FATAL ERROR: Reached heap limit - JavaScript heap out of memory'] }),
    'more memory',
    '"memory"',
    'heals',
  ],
  [
    'no capacity',
    symptoms({ reason: 'Capacity is unavailable at this time.' }),
    'no capacity',
    'availability zone',
    'heals',
  ],
  [
    'a variable that is missing',
    symptoms({ exitCode: 1, lines: ['{"level":"fatal","msg":"wrong environment: DATABASE_URL expected a URL"}'] }),
    'DATABASE_URL is missing or wrong',
    'set DATABASE_URL',
    'cannot heal',
  ],
  [
    'a package that is missing',
    symptoms({ exitCode: 1, lines: ["Error: Cannot find module 'pg'"] }),
    'package pg',
    'npm install pg -w apps/rooms',
    'cannot heal',
  ],
  [
    'a backing service out of reach',
    symptoms({ exitCode: 1, lines: ['Error: connect ECONNREFUSED 10.0.0.5:5432'] }),
    'by its address or the security groups: ECONNREFUSED 10.0.0.5:5432',
    'npx longshore logs rooms -e staging',
    'heals',
  ],
  [
    'a service on the loopback',
    symptoms({
      lines: ['longshore: port 8080 listens on 127.0.0.1 only, where no load balancer reaches it: listen on 0.0.0.0'],
    }),
    'listens on 127.0.0.1 only, where no load balancer reaches port 8080',
    'let the service listen on 0.0.0.0',
    'cannot heal',
  ],
  [
    'a service on another port',
    symptoms({
      lines: ['longshore: nothing listens on port 8080, but on 3000: listen on the PORT that is given'],
    }),
    'listens on port 3000, and "port" in apps/rooms/service.json is 8080',
    'listen on the PORT',
    'heals',
  ],
  [
    'a start on a busy machine',
    symptoms(
      {
        lines: [
          'longshore: nothing listens on port 8080 yet, it is still starting: it got 1.2 s of CPU time and waited 17.0 s for it; the machine is busy',
        ],
      },
      '(reason Health checks failed)',
    ),
    'still starting, on a machine that is too busy: it got 1.2 s of CPU time and waited 17.0 s for it',
    'npx longshore retry rooms -e staging',
    'heals',
  ],
  [
    'a service that listens nowhere',
    symptoms(
      {
        lines: [
          'longshore: nothing listens on port 8080: it is still starting, or waits for something (it got 0.4 s of CPU time and waited 0.0 s for it)',
        ],
      },
      '(reason Health checks failed)',
    ),
    'listened on no port before its time to become healthy was over',
    'npx longshore logs rooms -e staging',
    'heals',
  ],
  [
    'a port that is taken',
    symptoms({ exitCode: 1, lines: ['Error: listen EADDRINUSE: address already in use'] }),
    'cannot listen',
    '"port"',
    'cannot heal',
  ],
  [
    'a health check that is not found',
    symptoms({}, '(reason Health checks failed with these codes: [404])'),
    'answered with 404',
    'health.path',
    'heals',
  ],
  [
    'a service that says it is ill',
    symptoms({}, '(reason Health checks failed with these codes: [503])'),
    'answers 503',
    'longshore logs rooms -e staging',
    'heals',
  ],
  [
    'a health check without an answer',
    symptoms({}, '(reason Request timed out)'),
    'no answer in time',
    'health.timeoutSeconds',
    'heals',
  ],
  [
    'a port on which nothing listens',
    symptoms({}, '(reason Health checks failed)'),
    'still starting, or does not listen on 0.0.0.0',
    'npx longshore logs rooms -e staging',
    'heals',
  ],
  ['a program that ends by itself', symptoms({ exitCode: 0 }), 'keep running', '--task 3f9c0a1b', 'heals'],
  ['a program that is not there', symptoms({ exitCode: 127 }), 'does not start', '--task 3f9c0a1b', 'heals'],
  ['a program that was killed', symptoms({ exitCode: 137 }), 'killed', '--task 3f9c0a1b', 'heals'],
  ['a program that fails', symptoms({ exitCode: 3 }), 'ended with code 3', 'longshore logs rooms -e staging', 'heals'],
])('%s', (_what, shown, cause, fix, future) => {
  it('is told by its cause, with what mends it', () => {
    const likely = likelyCause(shown);
    expect(likely?.cause).toContain(cause);
    expect(likely?.fix).toContain(fix);
  });

  it(future, () => {
    expect(cannotHeal(shown)).toBe(future === 'cannot heal');
  });
});

it('tells nothing where it knows nothing', () => {
  expect(likelyCause(symptoms({ reason: 'Something new' }))).toBeUndefined();
});
