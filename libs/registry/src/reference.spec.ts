import { parseReference } from './reference';

const digest = `sha256:${'a'.repeat(64)}`;

test.each([
  ['public.ecr.aws/docker/library/node:20-slim', 'public.ecr.aws', 'docker/library/node', '20-slim'],
  ['localhost:5000/node', 'localhost:5000', 'node', 'latest'],
  ['localhost/node:20', 'localhost', 'node', '20'],
  [`localhost:5000/x@${digest}`, 'localhost:5000', 'x', digest],
  [`localhost:5000/x:20@${digest}`, 'localhost:5000', 'x', digest],
  ['node:20-slim', 'registry-1.docker.io', 'library/node', '20-slim'],
  ['docker.io/circleci/node:20', 'registry-1.docker.io', 'circleci/node', '20'],
])('%s is an image of a repository of a registry', (text, host, repository, version) => {
  expect(parseReference(text)).toEqual({ host, repository, version });
});

test.each(['', 'host.example/', 'host.example/Node:20', 'host.example/node:', 'host.example/node@sha256:12', 'a@b@c'])(
  '%p is no image',
  (text) => {
    expect(() => parseReference(text)).toThrow(/names no image/);
  },
);
