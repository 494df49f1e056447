import {
  type Claim,
  doubtOfEvidence,
  doubtOfSignature,
  type Environment,
  type EvidenceRecord,
  isAbout,
  isProvenanceOf,
  LongshoreError,
  type ProvenanceRecord,
  signersOf,
  type StatementRecord,
  summaryOfTests,
  testGaps,
} from '@longshore/model';

/** What has to be shown of the image of a project. */
export interface ProjectClaim extends Claim {
  project: string;
}

/**
 * No evidence, no release: the registry must hold evidence for exactly this image and exactly these tests, in which
 * every project in the image passed; outside of the embedded cloud from a container engine, and signed unless the
 * environment accepts unsigned evidence.
 * @throws LS3101 with what is there instead
 */
export function checkEvidence(claim: ProjectClaim, records: readonly EvidenceRecord[], environment: Environment): void {
  const doubts = records.map((each) => doubtOf(claim, each, environment));
  if (doubts.includes(undefined)) return;
  const { service, digest } = claim;
  throw new LongshoreError('LS3101', {
    what: `${service} is not released to ${environment.name}: nothing shows that its tests passed for ${digest}`,
    why: reasonsOf('evidence', doubts),
    fix: fixOf(claim, environment),
  });
}

/**
 * No provenance, no release: the registry must hold a record that this image was built from these inputs, signed unless
 * the environment accepts unsigned ones.
 * @throws LS3127 with what is there instead
 */
export function checkProvenance(
  claim: ProjectClaim,
  records: readonly ProvenanceRecord[],
  environment: Environment,
): void {
  const doubts = records.map((record) => {
    if (!isAbout(record.statement, claim.digest)) return 'it is about another image';
    if (!isProvenanceOf(record.statement, claim)) return 'it is about other inputs than those of now';
    return doubtOfSigner(record, environment);
  });
  if (doubts.includes(undefined)) return;
  const { service, digest } = claim;
  throw new LongshoreError('LS3127', {
    what: `${service} is not released to ${environment.name}: nothing shows from which inputs ${digest} was built`,
    why: reasonsOf('provenance', doubts),
    fix: fixOf(claim, environment),
  });
}

/** Why evidence does not prove a claim; undefined if it does. */
function doubtOf(claim: Claim, record: EvidenceRecord, environment: Environment): string | undefined {
  const { spec } = environment;
  const doubt = doubtOfEvidence(record.statement, claim);
  if (doubt) return doubt;
  const { runtime } = record.statement.predicate;
  if (!spec.embedded && runtime !== 'docker') {
    return `its container tests ran in the runtime ${runtime}: AWS environments accept evidence from a container engine only`;
  }
  const summary = summaryOfTests(record.statement);
  if (spec.rules.refuseSkipped && summary.skipped > 0) {
    return `${testGaps(summary)}: "rules.refuseSkipped" of ${environment.name} refuses skipped tests`;
  }
  return doubtOfSigner(record, environment);
}

/** Why an environment does not accept whoever made a record; undefined if it does. */
export function doubtOfSigner(record: StatementRecord<object>, environment: Environment): string | undefined {
  const signers = signersOf(environment);
  if (signers === undefined) return undefined;
  if (signers.length > 0) return doubtOfSignature(record, signers);
  return `${environment.name} accepts signed records only, and "evidence.signedBy" in its file names no key`;
}

const reasonsOf = (kind: string, doubts: readonly (string | undefined)[]): string =>
  doubts.length === 0
    ? `the registry has no ${kind} of this image`
    : `there is ${kind}, but ${[...new Set(doubts)].join('\nthere is more, but ')}`;

/** Verifying again makes no signature: a key has to be there, and to be used. */
function fixOf({ service, project }: ProjectClaim, environment: Environment): string {
  const signers = signersOf(environment);
  const { name } = environment;
  const deploy = `npx nx run ${project}:deploy -c ${name}`;
  if (signers === undefined) return deploy;
  if (signers.length === 0) return `npx nx g @longshore/nx:signing-key ${name}`;
  return `LONGSHORE_EVIDENCE_KEY_FILE=.longshore/keys/${name}.key npx longshore sign ${service} && ${deploy}`;
}
