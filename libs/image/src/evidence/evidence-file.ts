import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { documentOf, type EvidenceRecord, LongshoreError, readRecord } from '@longshore/model';
import { hexOf } from '../hash';
import { type BuiltImage, type Project } from '../image';

/** The copy of a service's evidence that is always kept on this machine. */
export const evidenceFile = ({ workspace, service }: Project): string =>
  join(workspace, 'dist', 'evidence', `${service.name}.json`);

/** Writes evidence, whole or not at all. */
export async function writeEvidence(project: Project, record: EvidenceRecord): Promise<void> {
  const file = evidenceFile(project);
  const temporary = join(dirname(file), `.${randomUUID()}`);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(temporary, `${JSON.stringify(documentOf(record), undefined, 2)}\n`);
  await rename(temporary, file);
}

/**
 * Reads the evidence for an image.
 * @param testsKey hash of the tests as they are now
 * @throws LS3101 where there is none, or it is about another image, or about other tests
 */
export async function evidenceFor(project: Project, { digest }: BuiltImage, testsKey: string): Promise<EvidenceRecord> {
  const { name } = project.service;
  const text = await readFile(evidenceFile(project), 'utf8').catch(() => undefined);
  if (text === undefined) throw noEvidence(name, `there is no dist/evidence/${name}.json`);
  const record = readRecord(parse(text));
  if (!record) throw noEvidence(name, `dist/evidence/${name}.json is not evidence`);
  const { subject, predicate } = record.evidence;
  if (subject[0]?.digest.sha256 !== hexOf(digest)) {
    throw noEvidence(name, `dist/evidence/${name}.json is about another image than ${digest}`);
  }
  if (predicate.testsKey !== testsKey) throw noEvidence(name, 'the tests changed since they passed');
  return record;
}

/** Whether evidence is about an image and about the tests as they are now, and none of them failed. */
export function fits({ evidence }: EvidenceRecord, { digest, service }: BuiltImage, testsKey: string): boolean {
  const { subject, predicate } = evidence;
  const failed = predicate.unit.failed + predicate.container.failed;
  const isOfImage = subject[0]?.digest.sha256 === hexOf(digest) && predicate.service === service;
  return isOfImage && predicate.testsKey === testsKey && failed === 0;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const noEvidence = (name: string, why: string): LongshoreError =>
  new LongshoreError('LS3101', {
    what: `no evidence that the tests of ${name} passed for this image`,
    why,
    fix: `npx nx verify ${name}`,
  });
