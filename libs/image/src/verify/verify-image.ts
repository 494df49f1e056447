import { createPublicKey, type KeyObject } from 'node:crypto';
import { hostname } from 'node:os';
import { type Writable } from 'node:stream';
import { type Evidence, type EvidenceRecord, isSignedBy, LongshoreError, sealStatement } from '@longshore/model';
import { type Runtime } from '@longshore/runtime';
import { readBuiltImage } from '../build/layout';
import { evidenceFor, fits, writeEvidence } from '../evidence/evidence-file';
import { type BuiltImage, type Project } from '../image';
import { signingKey } from '../signing/signing-key';
import { testsKey } from '../tests-key';
import { unitTests } from './counts';
import { pickRuntime, type RuntimeChoice } from './pick-runtime';
import { proveImage } from './prove-image';
import { evidenceOf } from './statement';

/** How an image is verified. */
export interface VerifyOptions {
  /** What the container tests print. */
  output?: Writable;
  runtime?: RuntimeChoice;
  /** Evidence for an image that others have left, as in a registry. */
  others?: (image: BuiltImage) => Promise<EvidenceRecord[]>;
  /** The commit that is checked out, if there is one: evidence names it. */
  commit?: string | undefined;
}

/**
 * Runs the built image and its container tests, and writes evidence to `dist/evidence/<service>.json`. Evidence for the
 * same image, the same tests and as good a runtime stays: an engine is better than a process; so does only signed
 * evidence where a key to sign with is configured.
 * @throws LS2008 where nothing is built, LS2101 to LS2107 where the image does not prove itself
 */
export async function verifyImage(
  project: Project,
  signal?: AbortSignal,
  { output = process.stderr, runtime: choice = 'auto', others, commit }: VerifyOptions = {},
): Promise<Evidence> {
  const image = await readBuiltImage(project);
  const tests = await testsKey(project);
  const key = signingKey(process.env);
  const runtime = await pickRuntime(project, choice);
  const isGoodEnough = (record: EvidenceRecord) => isAsGood(record, runtime) && (!key || isSignedWith(record, key));
  const known = await evidenceFor(project, image, tests).catch(() => undefined);
  if (known && isGoodEnough(known)) return known.evidence;
  const other = (await others?.(image))?.find((record) => fits(record, image, tests) && isGoodEnough(record));
  if (other) {
    await writeEvidence(project, other);
    return other.evidence;
  }
  const evidence = await makeEvidence(project, image, tests, { runtime, output, signal }, commit);
  await writeEvidence(project, { evidence, ...(key ? { envelope: sealStatement(evidence, key) } : {}) });
  return evidence;
}

async function makeEvidence(
  project: Project,
  image: BuiltImage,
  testsKey: string,
  means: Parameters<typeof proveImage>[2],
  commit: string | undefined,
): Promise<Evidence> {
  const unit = await unitTests(project);
  refuseSecrets(project);
  const container = await proveImage(project, image, means);
  return evidenceOf(image, {
    testsKey,
    unit,
    container,
    runtime: means.runtime.kind,
    ...(commit ? { commit } : {}),
    finishedAt: new Date(),
    host: hostname(),
  });
}

const isAsGood = ({ evidence }: EvidenceRecord, { kind }: Runtime): boolean =>
  evidence.predicate.runtime === 'docker' || kind === 'process';

const isSignedWith = ({ envelope }: EvidenceRecord, key: KeyObject): boolean =>
  envelope !== undefined && isSignedBy(envelope, [createPublicKey(key)]);

/** What a secret's value is, only the environments know. */
function refuseSecrets({ service }: Project): void {
  const provided = service.spec.uses.includes('postgres') ? ['DATABASE_URL'] : [];
  const missing = Object.keys(service.spec.secrets ?? {}).filter((name) => !provided.includes(name));
  if (missing.length === 0) return;
  throw new LongshoreError('LS2101', {
    what: `${service.name} cannot be run here`,
    why: `its secrets ${missing.join(', ')} have values in an environment only`,
    fix: 'move them to "services" in deploy/environments/*.json, and give the service a default without them',
  });
}
