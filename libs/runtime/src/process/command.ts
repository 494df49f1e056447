import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { delimiter, dirname, join, posix } from 'node:path';
import { type ContainerSpec, type ImageConfig, StartError } from '../runtime';
import { type StoredImage, workdirOf } from './image-store';

/** What is handed to the operating system. */
export interface Command {
  readonly file: string;
  readonly args: string[];
  readonly cwd: string;
}

/** Where an engine looks for programs when the image does not say. */
const defaultPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/**
 * Translates an entry point to this machine: `node`, wherever the image has it, is the Node that runs this; paths in
 * the image are those below its folder here.
 * @throws StartError in an engine's words
 */
export function commandOf(image: StoredImage, spec: Pick<ContainerSpec, 'entryPoint' | 'command'>): Command {
  const [program, ...args] = wordsOf(image.config, spec);
  if (program === undefined) throw new StartError('no command specified');
  const cwd = join(image.root, workdirOf(image.config));
  return { file: programOf(program, image), args: args.map((arg) => translated(arg, image.root)), cwd };
}

const shell = '/bin/sh';
const loopback = /(?<![\w.-])(?:127\.0\.0\.1|localhost|\[::1\]):(\d+)/g;

/**
 * Translates a health check to this machine: a line for the shell goes to the shell of this machine, for of an image
 * only what lies below its working directory is unpacked. A declared port on the loopback is where it really is.
 * @param place where the declared ports are on this machine
 * @throws StartError in an engine's words
 */
export function checkCommandOf(image: StoredImage, test: string[], { host, ports }: Place): Command {
  const [kind, ...words] = test.map((word) =>
    word.replace(loopback, (whole, port) => {
      const here = ports.get(Number(port));
      return here === undefined ? whole : `${host}:${here}`;
    }),
  );
  if (kind !== 'CMD-SHELL') return commandOf(image, { entryPoint: words });
  return { file: shell, args: ['-c', ...words], cwd: join(image.root, workdirOf(image.config)) };
}

/** An entry point that is overridden takes the image's command with it, as in an engine. */
function wordsOf(config: ImageConfig, spec: Pick<ContainerSpec, 'entryPoint' | 'command'>): string[] {
  const entryPoint = spec.entryPoint ?? config.Entrypoint ?? [];
  const command = spec.command ?? (spec.entryPoint ? [] : (config.Cmd ?? []));
  return [...entryPoint, ...command];
}

function programOf(program: string, image: StoredImage): string {
  if (posix.basename(program) === 'node') return process.execPath;
  if (!program.includes('/')) {
    throw new StartError(`exec: "${program}": executable file not found in $PATH (the process runtime has only node)`);
  }
  const file = join(image.root, posix.resolve(`/${workdirOf(image.config)}`, program));
  if (!existsSync(file)) throw new StartError(`exec: "${program}": stat ${program}: no such file or directory`);
  // Else the C library would hand the file to a shell.
  if (!isExecutableFormat(file)) throw new StartError(`exec ${program}: exec format error`);
  return file;
}

const formats = [Buffer.from('#!'), Buffer.from('\x7fELF'), Buffer.from([0xcf, 0xfa, 0xed, 0xfe])];

function isExecutableFormat(file: string): boolean {
  const head = Buffer.alloc(4);
  const handle = openSync(file, 'r');
  try {
    readSync(handle, head);
  } catch {
    return false; // a folder
  } finally {
    closeSync(handle);
  }
  return formats.some((magic) => head.subarray(0, magic.length).equals(magic));
}

/** An absolute path of the image (also after `--option=`) becomes the one here, if the file is there. */
function translated(arg: string, root: string): string {
  const [, option = '', path = ''] = /^(--?[\w-]+=)?(\/.*)$/.exec(arg) ?? [];
  if (!path) return arg;
  const here = join(root, posix.normalize(path));
  return existsSync(here) ? option + here : arg;
}

/** Where a container is on this machine. */
export interface Place {
  /** The address of the loopback that it is reached at. */
  host: string;
  /** Declared port → port of this machine. */
  ports: ReadonlyMap<number, number>;
}

/** What a server that listens on it takes for every address. */
const everyAddress = new Set(['', '0.0.0.0', '::']);

/**
 * The environment of the process: the image's, over it the container's, and nothing of our own, so that no secret
 * leaks into a service. PORT follows the declared port to where it really is; so does HOST, unless it is declared as an
 * address of its own or has to stay as it is declared.
 */
export function environmentOf(
  config: ImageConfig,
  { environment, hostAsDeclared = false }: Pick<ContainerSpec, 'environment' | 'hostAsDeclared'>,
  { host, ports }: Place,
): Record<string, string> {
  const result: Record<string, string> = { ...declaredBy(config), ...environment };
  result['PATH'] = [dirname(process.execPath), result['PATH'] ?? defaultPath].join(delimiter);
  if (ports.size === 0) return result;
  const [first] = ports.keys();
  const port = ports.get(Number(result['PORT'] ?? first));
  if (port !== undefined) result['PORT'] = String(port);
  if (!hostAsDeclared && everyAddress.has(result['HOST'] ?? '')) result['HOST'] = host;
  return result;
}

const declaredBy = ({ Env = [] }: ImageConfig): Record<string, string> =>
  Object.fromEntries(
    Env.map((line): [string, string] => {
      const at = line.indexOf('=');
      return at < 0 ? [line, ''] : [line.slice(0, at), line.slice(at + 1)];
    }),
  );

/** The PORT and HOST that a process gets in place of what was declared; undefined if both are as declared. */
export function changesOf(
  config: ImageConfig,
  environment: Record<string, string>,
  given: Record<string, string>,
): string | undefined {
  const declared: Record<string, string> = { ...declaredBy(config), ...environment };
  const changes = ['PORT', 'HOST'].flatMap((name) =>
    given[name] === declared[name]
      ? []
      : [`${name}=${given[name]}${declared[name] === undefined ? '' : ` in place of ${declared[name]}`}`],
  );
  return changes.length === 0 ? undefined : changes.join(', ');
}
