import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { LongshoreError } from '@longshore/model';

/** Who somebody is to a registry: a password, or a token that stands for one. */
export type Login = { username: string; password: string } | { identityToken: string };

interface DockerConfig {
  auths?: Record<string, { auth?: string; username?: string; password?: string; identitytoken?: string }>;
  credHelpers?: Record<string, string>;
  credsStore?: string;
}

/**
 * What `docker login` left for a registry: in `config.json` itself, or with the program that it names for it.
 * @returns undefined where nobody logged in
 * @throws LS2202 where the file or the program fails
 */
export async function dockerLogin(host: string, environment: NodeJS.ProcessEnv): Promise<Login | undefined> {
  const file = join(environment['DOCKER_CONFIG'] ?? join(homedir(), '.docker'), 'config.json');
  const config = await readConfig(file);
  const names = namesOf(host);
  for (const name of names) {
    const helper = config.credHelpers?.[name];
    if (helper !== undefined) return askProgram(helper, name, environment);
  }
  for (const name of names) {
    const login = loginOf(config.auths?.[name]);
    if (login) return login;
  }
  const entered = names.find((name) => config.auths?.[name] !== undefined);
  return config.credsStore && entered ? askProgram(config.credsStore, entered, environment) : undefined;
}

/** Docker keeps its own registry under an old address, and took URLs for hosts once. */
const namesOf = (host: string): string[] => [
  ...(host === 'registry-1.docker.io' ? ['https://index.docker.io/v1/', 'docker.io'] : []),
  host,
  `https://${host}`,
  `http://${host}`,
];

async function readConfig(file: string): Promise<DockerConfig> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as DockerConfig;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw new LongshoreError('LS2202', {
      what: `${file} cannot be read`,
      why: (error as Error).message,
      fix: `mend ${file}, or set DOCKER_CONFIG to the folder of another`,
      cause: error,
    });
  }
}

function loginOf(entry: NonNullable<DockerConfig['auths']>[string] | undefined): Login | undefined {
  if (entry?.identitytoken) return { identityToken: entry.identitytoken };
  if (entry?.username && entry.password) return { username: entry.username, password: entry.password };
  const pair = Buffer.from(entry?.auth ?? '', 'base64').toString();
  const colon = pair.indexOf(':');
  return colon > 0 ? { username: pair.slice(0, colon), password: pair.slice(colon + 1) } : undefined;
}

/** Docker's protocol of credential helpers: `get`, the server on stdin, JSON on stdout. */
async function askProgram(name: string, server: string, environment: NodeJS.ProcessEnv): Promise<Login | undefined> {
  const program = `docker-credential-${name}`;
  const { code, output } = await outputOf(program, server, environment).catch((error: Error) => {
    throw helperFailed(program, server, error.message, error);
  });
  if (/credentials not found/i.test(output)) return undefined;
  if (code !== 0) throw helperFailed(program, server, output.trim() || `it ended with ${code}`);
  const { Username, Secret } = parse(output);
  if (!Username || !Secret) throw helperFailed(program, server, 'it answered without Username and Secret');
  return Username === '<token>' ? { identityToken: Secret } : { username: Username, password: Secret };
}

async function outputOf(program: string, input: string, env: NodeJS.ProcessEnv) {
  const child = spawn(program, ['get'], { env, stdio: ['pipe', 'pipe', 'ignore'] });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  // A program that ends without reading says why on stdout.
  child.stdin.on('error', () => undefined);
  child.stdin.end(`${input}\n`);
  const [code, output] = await Promise.all([ended, text(child.stdout)]);
  return { code, output };
}

function parse(output: string): { Username?: string; Secret?: string } {
  try {
    return JSON.parse(output) as ReturnType<typeof parse>;
  } catch {
    return {};
  }
}

const helperFailed = (program: string, server: string, why: string, cause?: Error): LongshoreError =>
  new LongshoreError('LS2202', {
    what: `${program}, which keeps the login of ${server}, gave none`,
    why,
    fix: `docker login ${server}`,
    cause,
  });
