import { join } from 'node:path';
import {
  type Evidence,
  type EvidenceRecord,
  evidenceSchema,
  isProvenanceOf,
  LongshoreError,
  type Provenance,
  type ProvenanceRecord,
  provenanceSchema,
  sealStatement,
  type Service,
  type Signer,
} from '@longshore/model';
import { hexOf } from '../hash';
import { type Project } from '../image';
import { readOwnRuns } from '../records/own-runs';
import { readUnsigned, type RecordKind, recordFile, signedFile, writeDocument } from '../records/record-files';

/** How the records of a service were treated: `none` if it has none to sign. */
export type Signed = 'signed' | 'signed before' | 'none';

/**
 * Signs provenance and evidence of a service's image, which must have been made in this checkout: nothing that a cache
 * may have brought. Runs no code of the workspace. The signed records are written to `dist/signed`, for `push`.
 * @throws LS2108 if the records do not belong together, or were not made here
 */
export async function signRecords(project: Project, signer: Signer): Promise<Signed> {
  const { service } = project;
  const { name } = service;
  const evidence = await readUnsigned(project, 'evidence', evidenceSchema);
  const provenance = await readUnsigned(project, 'provenance', provenanceSchema);
  if (!evidence && !provenance) return 'none';
  if (!evidence) throw unsignable(service, `${recordFile(name, 'evidence')} is missing: it has not been verified`);
  if (!provenance) throw unsignable(service, `${recordFile(name, 'provenance')} is missing`);
  if (evidence.envelope && provenance.envelope) return 'signed before';
  refuseForeign(project, evidence, provenance);
  await write(project, 'provenance', provenance, signer);
  await write(project, 'evidence', evidence, signer);
  return 'signed';
}

/** One that was signed elsewhere keeps that signature: an environment before has made it. */
async function write(
  { workspace, service }: Project,
  kind: RecordKind,
  { statement, envelope }: EvidenceRecord | ProvenanceRecord,
  signer: Signer,
): Promise<void> {
  const document = envelope ?? (await sealStatement(statement, signer));
  await writeDocument(join(workspace, signedFile(service.name, kind)), document);
}

function refuseForeign(project: Project, evidence: EvidenceRecord, provenance: ProvenanceRecord): void {
  const { service } = project;
  const { name } = service;
  const { subject, predicate } = evidence.statement;
  const digest = `sha256:${subject[0]?.digest.sha256}` as const;
  const build = { service: name, digest, inputKey: predicate.inputKey };
  if (predicate.service !== name || !isProvenanceOf(provenance.statement, build)) {
    throw unsignable(
      service,
      `its evidence is about ${hexOf(digest).slice(0, 12)}, its provenance about another image`,
    );
  }
  const own = readOwnRuns(project.workspace);
  const foreign = [
    ...(evidence.envelope ? [] : worksOf(evidence.statement)),
    ...(provenance.envelope ? [] : workOf(provenance.statement)),
  ].filter(({ run }) => run === undefined || !own.has(run));
  if (foreign.length > 0)
    throw unsignable(service, `not made in this checkout: ${foreign.map(({ work }) => work).join(', ')}`);
}

/** A piece of work, and the run that did it. */
interface Work {
  work: string;
  run?: string | undefined;
}

const worksOf = ({ predicate: { projects, run } }: Evidence): Work[] => [
  ...projects.flatMap((each) =>
    each.tests === 'none' ? [] : [{ work: `unit tests of ${each.project}`, run: each.run }],
  ),
  { work: 'verification', run },
];

const workOf = ({ predicate }: Provenance): Work[] => [
  { work: 'image', run: predicate.runDetails.metadata.invocationId },
];

const unsignable = ({ name, project }: Service, why: string): LongshoreError =>
  new LongshoreError('LS2108', {
    what: `the records of ${name} are not signed`,
    why,
    fix: `rm -rf dist && npx nx run ${project}:verify --skip-nx-cache`,
  });
