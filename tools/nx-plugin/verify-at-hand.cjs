/**
 * Prints what verified images depend on besides their files: this machine's Node, and whether a Docker Engine answers.
 * Evidence of another runtime is not taken from Nx's cache then.
 */
const { get } = require('node:http');

const { DOCKER_HOST } = process.env;

function engine() {
  const host = DOCKER_HOST || 'unix:///var/run/docker.sock';
  if (host.startsWith('unix://')) return { socketPath: host.slice('unix://'.length) };
  const { hostname, port } = new URL(host);
  return { host: hostname, port };
}

function print(engineAnswers) {
  console.log(JSON.stringify([process.version, process.platform, process.arch, engineAnswers]));
  process.exit();
}

get({ ...engine(), path: '/_ping', timeout: 1000 }, ({ statusCode }) => print(statusCode === 200))
  .on('timeout', () => print(false))
  .on('error', () => print(false));
