import { environmentSchema } from '@longshore/model';
import { WorkspaceFolder } from '@longshore/model/src/testing';
import { checkBaseImage } from './base-image';

let workspace: WorkspaceFolder;

beforeEach(() => {
  workspace = new WorkspaceFolder();
  workspace.write('apps/rooms/service.json', { kind: 'http', route: { paths: ['/rooms'] } });
});

afterEach(() => workspace.remove());

const look = (spec: object = {}) =>
  checkBaseImage(workspace.path, {
    name: 'staging',
    spec: environmentSchema.parse({ account: '123456789012', region: 'eu-central-1', ...spec }),
  });

test('an environment on AWS needs a base image that was chosen, and the finding names the command', () => {
  expect(look()).toMatchObject({ state: 'fail', fix: expect.stringContaining('npx longshore base-image set') });
});

test('the embedded cloud, promoted images and Dockerfiles need none', () => {
  expect(look({ embedded: true }).state).toBe('ok');
  expect(look({ promotesFrom: 'develop' }).state).toBe('ok');
  workspace.write('apps/rooms/Dockerfile', 'FROM node:22');
  expect(look().state).toBe('ok');
});

test('a chosen base image is named', () => {
  const digest = `sha256:${'0'.repeat(64)}`;
  const chosen = {
    image: 'node:22-slim',
    digest,
    platforms: { 'linux/amd64': digest },
    libc: 'glibc',
    node: '/bin/node',
  };
  workspace.write('deploy/base-image.json', chosen);
  expect(look()).toEqual({ state: 'ok', found: 'node:22-slim' });
});
