import { type Environment, environmentSchema } from '@longshore/model';
import { errorOf, rejectionOf } from '../testing/error-of';
import { readEnvironmentResources, resourcesFrom } from './resources';

const environment = (resources: object = {}): Environment => ({
  name: 'staging',
  spec: environmentSchema.parse({ account: '123456789012', region: 'eu-central-1', resources }),
});

const parameters = {
  cluster: 'main',
  'listener-arn': 'arn:listener',
  'vpc-id': 'vpc-1',
  subnets: 'subnet-1, subnet-2',
  'security-groups': 'sg-1',
  'execution-role-arn': 'arn:execution',
  'task-role-arn': 'arn:task',
  'postgres-url': 'AQICAHh…',
};

test('resources come from the parameters', () => {
  expect(resourcesFrom(environment(), parameters)).toEqual({
    cluster: 'main',
    listenerArn: 'arn:listener',
    vpcId: 'vpc-1',
    subnets: ['subnet-1', 'subnet-2'],
    securityGroups: ['sg-1'],
    executionRoleArn: 'arn:execution',
    taskRoleArn: 'arn:task',
  });
});

test('the file goes before the parameters', () => {
  const { cluster, subnets } = resourcesFrom(environment({ cluster: 'other', subnets: ['subnet-9'] }), parameters);
  expect({ cluster, subnets }).toEqual({ cluster: 'other', subnets: ['subnet-9'] });
});

test('every missing parameter is named', () => {
  const some = { ...parameters, 'vpc-id': '', subnets: '' };
  const { code, why } = errorOf(() => resourcesFrom(environment({ cluster: 'main' }), some));
  expect(code).toBe('LS3002');
  expect(why).toMatch(/\/longshore\/staging\/vpc-id.*\n.*\/longshore\/staging\/subnets/);
});

test('credentials of another account are refused before anything else is read', async () => {
  const ports = {
    identity: { account: () => Promise.resolve('210987654321') },
    parameters: { below: () => Promise.reject(new Error('was read')) },
  };
  expect(await rejectionOf(readEnvironmentResources(environment(), ports))).toMatchObject({
    code: 'LS3102',
    what: expect.stringContaining('210987654321'),
  });
});
