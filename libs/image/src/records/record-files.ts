import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  type Claim,
  documentOf,
  doubtOfEvidence,
  type EvidenceRecord,
  evidenceSchema,
  isProvenanceOf,
  LongshoreError,
  type ProvenanceRecord,
  provenanceSchema,
  readRecord,
  type StatementRecord,
} from '@longshore/model';
import { type BuiltImage, type Project } from '../image';

/** The records that a workspace keeps of an image. */
export type RecordKind = 'evidence' | 'provenance';

/** The file of a record as it was made, relative to the workspace. */
export const recordFile = (service: string, kind: RecordKind): string => `dist/${kind}/${service}.json`;

/** The file of a record that was signed: beside the other, which Nx may restore from its cache. */
export const signedFile = (service: string, kind: RecordKind): string => `dist/signed/${kind}/${service}.json`;

/** Writes a record, whole or not at all. */
export const writeRecord = (
  { workspace, service }: Project,
  kind: RecordKind,
  record: StatementRecord<object>,
): Promise<void> => writeDocument(join(workspace, recordFile(service.name, kind)), documentOf(record));

/** Writes a document as a file, whole or not at all. */
export async function writeDocument(file: string, document: object): Promise<void> {
  const temporary = join(dirname(file), `.${randomUUID()}`);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(temporary, `${JSON.stringify(document, undefined, 2)}\n`);
  await rename(temporary, file);
}

/** The provenance of an image, signed if that is there; undefined if there is none. */
export async function findProvenance(project: Project, image: BuiltImage): Promise<ProvenanceRecord | undefined> {
  const records = await readRecords(project, 'provenance', provenanceSchema);
  return records.find(({ statement }) => isProvenanceOf(statement, image));
}

/**
 * The provenance of an image, signed if that is there.
 * @throws LS3127
 */
export async function provenanceFor(project: Project, image: BuiltImage): Promise<ProvenanceRecord> {
  const found = await findProvenance(project, image);
  if (found) return found;
  const { name } = project.service;
  throw new LongshoreError('LS3127', {
    what: `nothing shows from which inputs the image of ${name} was built`,
    why: `${recordFile(name, 'provenance')} is missing, or about another image than ${image.digest}`,
    fix: `npx nx image ${name}`,
  });
}

/** The evidence that proves a claim, signed if that is there; undefined if there is none. */
export async function findEvidence(project: Project, claim: Claim): Promise<EvidenceRecord | undefined> {
  const records = await readRecords(project, 'evidence', evidenceSchema);
  return records.find(({ statement }) => doubtOfEvidence(statement, claim) === undefined);
}

/**
 * The evidence that proves a claim, signed if that is there.
 * @throws LS3101 if there is none, or it is about another image or other tests
 */
export async function evidenceFor(project: Project, claim: Claim): Promise<EvidenceRecord> {
  const found = await findEvidence(project, claim);
  if (found) return found;
  const { name } = project.service;
  const [record] = await readRecords(project, 'evidence', evidenceSchema);
  const file = recordFile(name, 'evidence');
  throw new LongshoreError('LS3101', {
    what: `no evidence that the tests of ${name} passed for this image`,
    why: record ? `${file}: ${doubtOfEvidence(record.statement, claim)}` : `${file} is missing, or is not evidence`,
    fix: `npx nx verify ${name}`,
  });
}

/** A record as it was made, or taken over from a registry; undefined if there is none. */
export async function readUnsigned<Statement extends object>(
  { workspace, service }: Project,
  kind: RecordKind,
  schema: Schema<Statement>,
): Promise<StatementRecord<Statement> | undefined> {
  return readRecord(await readDocument(join(workspace, recordFile(service.name, kind))), schema);
}

type Schema<Statement extends object> = Parameters<typeof readRecord<Statement>>[1];

/** The signed record first. */
async function readRecords<Statement extends object>(
  project: Project,
  kind: RecordKind,
  schema: Schema<Statement>,
): Promise<StatementRecord<Statement>[]> {
  const signed = readDocument(join(project.workspace, signedFile(project.service.name, kind)));
  const records = [readRecord(await signed, schema), await readUnsigned(project, kind, schema)];
  return records.filter((record) => record !== undefined);
}

/** The JSON in a file; undefined if there is none. */
async function readDocument(file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch(() => '');
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
