/**
 * Prints what verified images depend on besides their files: the Node at hand, whether a Docker Engine answers, and the
 * key that evidence is signed with. Evidence of another runtime or signer is not taken from Nx's cache then.
 */
const { createHash } = require('node:crypto');
const { readFileSync } = require('node:fs');
const { get } = require('node:http');

const { DOCKER_HOST, LONGSHORE_EVIDENCE_KEY, LONGSHORE_EVIDENCE_KEY_FILE } = process.env;

/** Tells keys apart, and nothing else of them. */
function signer() {
  try {
    const file = LONGSHORE_EVIDENCE_KEY_FILE;
    const text = LONGSHORE_EVIDENCE_KEY || (file ? readFileSync(file, 'utf8') : '');
    return text && createHash('sha256').update(text).digest('hex');
  } catch (error) {
    return error.code;
  }
}

function engine() {
  const host = DOCKER_HOST || 'unix:///var/run/docker.sock';
  if (host.startsWith('unix://')) return { socketPath: host.slice('unix://'.length) };
  const { hostname, port } = new URL(host);
  return { host: hostname, port };
}

function print(engineAnswers) {
  console.log(JSON.stringify([process.version, process.platform, process.arch, engineAnswers, signer()]));
  process.exit();
}

get({ ...engine(), path: '/_ping', timeout: 1000 }, ({ statusCode }) => print(statusCode === 200))
  .on('timeout', () => print(false))
  .on('error', () => print(false));
