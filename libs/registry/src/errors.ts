import { LongshoreError } from '@longshore/model';

/** What a registry says when it refuses, as the Distribution protocol has it. */
export class RegistryRefusal extends Error {
  override readonly name = 'RegistryRefusal';

  constructor(
    /** HTTP status. */
    readonly status: number,
    /** Codes such as `MANIFEST_BLOB_UNKNOWN`. */
    readonly codes: string[],
    message: string,
  ) {
    super(message);
  }
}

/** Whether an error is a registry's refusal with the given code. */
export const isRefusal = (error: unknown, code: string): boolean =>
  error instanceof LongshoreError && error.cause instanceof RegistryRefusal && error.cause.codes.includes(code);

/** LS2201: no answer came. */
export const unreachable = (host: string, cause: Error): LongshoreError =>
  new LongshoreError('LS2201', {
    what: `the registry ${host} cannot be reached`,
    why: cause.message || (cause as NodeJS.ErrnoException).code,
    fix: isLoopback(host) ? 'npx longshore up' : `check that ${host} is reachable from here, then try again`,
    cause,
  });

/** LS2202: the answer was no. */
export function refused(host: string, action: string, status: number, body: string): LongshoreError {
  const refusal = refusalOf(status, body);
  return new LongshoreError('LS2202', {
    what: `the registry ${host} refused to ${action}`,
    why: [refusal.message, needed(status, action)].filter(Boolean).join('\n'),
    fix: fixFor(host, status),
    cause: refusal,
  });
}

/** LS2203: what came is not what was asked for. */
export const otherContent = (host: string, what: string, got: string): LongshoreError =>
  new LongshoreError('LS2203', {
    what: `the registry ${host} answered with other content than asked for`,
    why: `${what} turned out as ${got}`,
    fix: 'try again; if it stays so, something between here and the registry changes what it carries',
  });

/** LS2204: the tag names another image, and stays with it. */
export const immovableTag = (host: string, tag: string, there: string, cause: unknown): LongshoreError =>
  new LongshoreError('LS2204', {
    what: `the tag ${tag} names another image`,
    why: `in the registry ${host} it stands for ${there}, and its repository lets no tag move`,
    fix: 'push again: what the registry has under the key of its inputs is taken then',
    cause,
  });

/** LS2206: registries answer a name that they cannot take in ways of their own, or not as a registry at all. */
export const notATag = (host: string, tag: string): LongshoreError =>
  new LongshoreError('LS2206', {
    what: `${tag === '' ? 'an empty name' : tag} cannot be a tag in the registry ${host}`,
    why: 'a tag has at most 128 letters, digits, _, . and -, and begins with none of . and -',
    fix: 'choose another tag',
  });

/** Whether a host, with or without a port, is this machine. */
export const isLoopback = (host: string): boolean =>
  /^(localhost|127(\.\d+){3}|\[::1\]|[\w.-]+\.localhost)(:\d+)?$/.test(host);

function refusalOf(status: number, body: string): RegistryRefusal {
  const errors = errorsIn(body);
  const said = errors.map(({ code, message }) => [code, message].filter(Boolean).join(': ')).join('; ');
  const codes = errors.flatMap(({ code }) => code ?? []);
  return new RegistryRefusal(status, codes, `HTTP ${status}${said ? `: ${said}` : ''}`);
}

function errorsIn(body: string): { code?: string; message?: string }[] {
  try {
    const { errors } = JSON.parse(body) as { errors?: { code?: string; message?: string }[] };
    return Array.isArray(errors) ? errors : [];
  } catch {
    return [];
  }
}

const needed = (status: number, action: string): string | undefined =>
  status === 401 || status === 403 ? `the caller needs the right to ${action}` : undefined;

function fixFor(host: string, status: number): string {
  const login = /\.dkr\.ecr\./.test(host) ? 'aws sts get-caller-identity' : `docker login ${host}`;
  if (status === 401) return login;
  if (status === 403) return login;
  if (status === 404) return 'create the repository first';
  if (status >= 500 || status === 429) return 'try again later';
  return 'see what the registry says above';
}
