import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LongshoreError } from '@longshore/model';
import { sha256Hex } from './hash';
import { type Project } from './image';
import { secretKinds } from './secret-kinds';

/** A secret that the content of a file gives away. */
export interface FoundSecret {
  /** From 1. */
  line: number;
  kind: string;
  /** Names the secret without telling it: what `notSecret` in service.json lists. */
  fingerprint: string;
}

/** Digits of a fingerprint: it has to tell the strings of one workspace apart, no more. */
const fingerprintLength = 12;

/** Finds the secrets in the content of a file, of the formats in `secretKinds`. */
export function findSecrets(content: Buffer): FoundSecret[] {
  const text = textOf(content);
  return secretKinds
    .flatMap(({ name, pattern, accepts = () => true }) =>
      [...text.matchAll(pattern)].flatMap((match) => {
        const secret = match[1] ?? match[0];
        if (isPlaceholder(secret) || !accepts(secret)) return [];
        return [{ kind: name, at: match.index, fingerprint: sha256Hex(secret).slice(0, fingerprintLength) }];
      }),
    )
    .sort((one, other) => one.at - other.at)
    .map(({ kind, at, fingerprint }) => ({ line: text.slice(0, at).split('\n').length, kind, fingerprint }));
}

/** Every format is ASCII, which is the same in most encodings; UTF-16, as some editors write it, is not. */
function textOf(content: Buffer): string {
  const isWide = content[0] === 0xff && content[1] === 0xfe;
  return isWide ? content.toString('utf16le') : content.toString('latin1');
}

/** Of so few different characters nothing is made that is secret: `xxxxxxxx`, `00000000`. */
const fewestCharacters = 8;

const isPlaceholder = (secret: string): boolean =>
  new Set(secret).size < fewestCharacters || /example|placeholder|xxxxxx/i.test(secret);

/** Secrets that an error names. */
const secretsShown = 10;

/**
 * Refuses files whose content gives away a secret that service.json does not list under `notSecret`.
 * @param files relative to the workspace
 * @throws LS2020
 */
export function refuseSecretContent({ workspace, service }: Project, files: readonly string[]): void {
  const allowed = service.spec.notSecret ?? {};
  const found = files.flatMap((file) =>
    findSecrets(readFileSync(join(workspace, file)))
      .filter(({ fingerprint }) => !Object.hasOwn(allowed, fingerprint))
      .map((secret) => ({ file, ...secret })),
  );
  const [first] = found;
  if (!first) return;
  const lines = found
    .slice(0, secretsShown)
    .map(({ file, line, kind, fingerprint }) => `${file}:${line}: ${kind} (fingerprint ${fingerprint})`);
  const more = found.length > secretsShown ? [`and ${found.length - secretsShown} more`] : [];
  throw new LongshoreError('LS2020', {
    what: `${first.file} holds a secret, and would go into the image of ${service.name}`,
    why: [...lines, ...more].join('\n'),
    fix: `read it from the environment ("secrets" in deploy/environments/*.json) and revoke it; if it is no secret, add "notSecret": { "${first.fingerprint}": "WHY" } to ${service.root}/service.json`,
  });
}
