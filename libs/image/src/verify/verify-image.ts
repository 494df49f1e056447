import { hostname } from 'node:os';
import { type Writable } from 'node:stream';
import { type Claim, doubtOfEvidence, type Evidence, type EvidenceRecord, LongshoreError } from '@longshore/model';
import { type Runtime } from '@longshore/runtime';
import { currentImage } from '../build/build-image';
import { type BuiltImage, type Project } from '../image';
import { checkPackages } from '../packages/check-packages';
import { noteOwnRun } from '../records/own-runs';
import { findEvidence, writeRecord } from '../records/record-files';
import { unitTests } from '../tests/results';
import { type TestsClaim, testsClaim } from '../tests/tests-key';
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
  /** The run that the verification is part of. */
  run?: string;
  /** The commit that is checked out, if there is one: evidence names it. */
  commit?: string | undefined;
}

/**
 * Runs the built image and its container tests, and writes evidence to `dist/evidence/<service>.json`. Keeps evidence
 * if it is for the same image and tests and from an equal or better runtime.
 * @throws LS2008 if the image is not of the sources as they are, LS2011 or LS2012 if node_modules
 * is not what the lockfile names, LS2014 or LS2101 to LS2107 if the image does not prove itself
 */
export async function verifyImage(
  project: Project,
  signal?: AbortSignal,
  { output = process.stderr, runtime: choice = 'auto', others, ...known }: VerifyOptions = {},
): Promise<Evidence> {
  const image = await currentImage(project, signal);
  await checkPackages(project, output, signal);
  const tests = testsClaim(project);
  const claim: Claim = { ...tests, ...claimOf(image) };
  const runtime = await pickRuntime(project, choice);
  const found = await findEvidence(project, claim);
  if (found && isAsGood(found, runtime)) return found.statement;
  const isFit = (record: EvidenceRecord) => !doubtOfEvidence(record.statement, claim) && isAsGood(record, runtime);
  const other = (await others?.(image))?.find(isFit);
  const record = other ?? { statement: await makeEvidence(project, image, tests, { runtime, output, signal }, known) };
  await writeRecord(project, 'evidence', record);
  if (known.run && !other) noteOwnRun(project.workspace, known.run);
  return record.statement;
}

const claimOf = ({ service, digest, inputKey }: BuiltImage) => ({ service, digest, inputKey });

async function makeEvidence(
  project: Project,
  image: BuiltImage,
  { testsKey }: TestsClaim,
  means: Parameters<typeof proveImage>[2],
  { commit, run }: Pick<VerifyOptions, 'commit' | 'run'>,
): Promise<Evidence> {
  const projects = await unitTests(project);
  refuseSecrets(project);
  const { container, warnings } = await proveImage(project, image, means);
  return evidenceOf(image, {
    testsKey,
    projects,
    container,
    runtime: means.runtime.kind,
    ...(warnings.length > 0 && { warnings }),
    ...(commit && { commit }),
    ...(run && { run }),
    finishedAt: new Date(),
    host: hostname(),
  });
}

const isAsGood = ({ statement }: EvidenceRecord, { kind }: Runtime): boolean =>
  statement.predicate.runtime === 'docker' || kind === 'process';

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
