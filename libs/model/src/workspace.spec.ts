import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { errorOf, WorkspaceFolder } from './testing';
import { environmentNames, readEnvironment, readService, readServices } from './workspace';

let folder: WorkspaceFolder;
let workspace: string;

beforeEach(() => {
  folder = new WorkspaceFolder();
  workspace = folder.path;
});

afterEach(() => folder.remove());

const write = (file: string, content: unknown) => folder.write(file, content);

const service = { kind: 'http', route: { paths: ['/rooms'] } };

describe('services', () => {
  test('are the folders of apps with a service.json, sorted, defaults filled in', () => {
    write('apps/users/service.json', service);
    write('apps/rooms/service.json', { ...service, route: { paths: ['/chat'] } });
    write('apps/web/index.html', '');
    const services = readServices(workspace);
    expect(services.map(({ name }) => name)).toEqual(['rooms', 'users']);
    expect(services[0]).toMatchObject({ root: 'apps/rooms', spec: { port: 8080, uses: [] } });
  });

  test('the problems of all files come in one error', () => {
    write('apps/rooms/service.json', '{ not JSON');
    write('apps/users/service.json', { ...service, prot: 1 });
    const error = errorOf(() => readServices(workspace));
    expect(error.code).toBe('LS1001');
    expect(error.why).toMatch(/rooms\/service\.json: not JSON/);
    expect(error.why).toMatch(/users\/service\.json prot: .*did you mean port\?/);
  });

  const routed = (paths: string[], hosts?: string[]) => ({ kind: 'http', route: { paths, ...(hosts && { hosts }) } });

  test.each([
    ['the same', routed(['/twin/*']), routed(['/twin/*']), '/twin/*'],
    ['one path of several', routed(['/a', '/twin/*']), routed(['/twin/*', '/b']), '/twin/*'],
    ['another way to write it', routed(['/twin/*']), routed(['/twin/**']), '/twin/**'],
    ['the same for one host', routed(['/a'], ['One.example.com']), routed(['/a'], ['one.example.com', 'two']), '/a'],
  ])('that are to get the same requests are refused, both files named: %s', (_how, one, other, path) => {
    write('apps/twin1/service.json', one);
    write('apps/twin2/service.json', other);
    const error = errorOf(() => readServices(workspace));
    expect(error.code).toBe('LS1001');
    expect(error.why).toMatch(/^apps\/twin2\/service\.json route: .* is a route of apps\/twin1\/service\.json too/);
    expect(error.why).toContain(path);
  });

  test.each([
    ['a more specific path', routed(['/twin/*']), routed(['/twin/cart'])],
    ['a path in another case', routed(['/twin']), routed(['/Twin'])],
    ['a host of its own', routed(['/twin']), routed(['/twin'], ['one.example.com'])],
    ['no route at all', routed(['/twin']), { kind: 'worker' }],
  ])('that are told apart are read: %s', (_how, one, other) => {
    write('apps/twin1/service.json', one);
    write('apps/twin2/service.json', other);
    expect(readServices(workspace)).toHaveLength(2);
  });

  test('an unknown one suggests the nearest', () => {
    write('apps/rooms/service.json', service);
    expect(errorOf(() => readService(workspace, 'room'))).toMatchObject({ code: 'LS1004', fix: 'did you mean rooms?' });
  });
});

describe('environments', () => {
  const environment = { account: '123456789012', region: 'eu-central-1' };

  test('are named by their files', () => {
    write('deploy/environments/staging.json', environment);
    write('deploy/environments/local.json', { ...environment, embedded: true });
    expect(environmentNames(workspace)).toEqual(['local', 'staging']);
    expect(readEnvironment(workspace, 'staging').spec).toMatchObject({ embedded: false, defaults: {} });
  });

  test('a wrong one says what was expected', () => {
    write('deploy/environments/staging.json', { account: '12', region: 'frankfurt' });
    const error = errorOf(() => readEnvironment(workspace, 'staging'));
    expect(error.code).toBe('LS1002');
    expect(error.why).toContain('account: expected the 12 digits of an AWS account');
    expect(error.why).toContain('region: expected a region such as eu-central-1');
  });

  test.each<[string, () => KeyObject]>([
    ['RSA', () => generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey],
    ['P-384', () => generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey],
  ])('name public keys of the kinds that sign evidence, not of %s', (_, make) => {
    const [p256, ed25519] = [generateKeyPairSync('ec', { namedCurve: 'P-256' }), generateKeyPairSync('ed25519')];
    const signedBy = [p256, ed25519].map(({ publicKey }) => pemOf(publicKey));
    write('deploy/environments/staging.json', { ...environment, evidence: { signedBy } });
    expect(readEnvironment(workspace, 'staging').spec.evidence.signedBy).toEqual(signedBy);
    write('deploy/environments/staging.json', { ...environment, evidence: { signedBy: [...signedBy, pemOf(make())] } });
    const { code, message } = errorOf(() => readEnvironment(workspace, 'staging'));
    expect(code).toBe('LS1002');
    expect(message).toContain('expected a public key, ed25519 or EC with the curve P-256');
  });
});

const pemOf = (key: KeyObject): string => key.export({ type: 'spki', format: 'pem' }).toString();
