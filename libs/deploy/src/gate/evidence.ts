import {
  type Digest,
  type Environment,
  type EvidenceRecord,
  isSignedBy,
  LongshoreError,
  publicKeyOf,
} from '@longshore/model';

/** What has to be proven before an image is released. */
export interface Claim {
  service: string;
  digest: Digest;
  /** The hash of the tests as they are now. */
  testsKey: string;
}

/**
 * No evidence, no release: the registry must hold evidence for exactly this image and exactly these tests, in which
 * none failed; outside of the embedded cloud, from a container engine; signed, where the environment names keys.
 * @throws LS3101 that says what is there instead
 */
export function checkEvidence(claim: Claim, records: readonly EvidenceRecord[], environment: Environment): void {
  const doubts = records.map((each) => doubtOf(claim, each, environment));
  if (doubts.includes(undefined)) return;
  const { service, digest } = claim;
  throw new LongshoreError('LS3101', {
    what: `${service} is not released to ${environment.name}: nothing shows that its tests passed for ${digest}`,
    why: doubts.length === 0 ? 'the registry has no evidence for this image' : [...new Set(doubts)].join('\n'),
    fix: `npx nx run ${service}:deploy -c ${environment.name}, which verifies and pushes first`,
  });
}

/** Why evidence does not prove a claim; undefined where it does. */
function doubtOf(
  { service, digest, testsKey }: Claim,
  record: EvidenceRecord,
  { spec }: Environment,
): string | undefined {
  const { evidence } = record;
  const { predicate, subject } = evidence;
  const { unit, container } = predicate;
  if (`sha256:${subject[0]?.digest.sha256}` !== digest) return 'there is evidence for another image';
  if (predicate.service !== service) return `there is evidence for the service ${predicate.service}`;
  if (predicate.testsKey !== testsKey) return 'there is evidence for other tests than those of now';
  const failed = unit.failed + container.failed;
  if (failed > 0) return `${failed} ${failed === 1 ? 'test' : 'tests'} failed`;
  if (!spec.embedded && predicate.runtime !== 'docker') {
    return `the container tests ran in the runtime ${predicate.runtime}: AWS takes evidence from a container engine alone`;
  }
  return spec.evidence && doubtOfSignature(record, spec.evidence.signedBy);
}

function doubtOfSignature({ envelope }: EvidenceRecord, signedBy: readonly string[]): string | undefined {
  if (!envelope) return 'there is evidence that nobody signed: the environment wants it signed';
  const keys = signedBy.flatMap((text) => publicKeyOf(text) ?? []);
  if (isSignedBy(envelope, keys)) return undefined;
  const signers = envelope.signatures.map(({ keyid }) => keyid ?? 'a key without a name');
  return `there is evidence with a signature of ${signers.join(', ')}: that fits none of the keys of the environment`;
}
