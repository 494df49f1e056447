import { z } from 'zod';
import { type Digest } from './digest';
import { isAbout, statementSchema, type StatementRecord } from './statement';

const countsSchema = z.strictObject({
  passed: z.number().int().min(0),
  failed: z.number().int().min(0),
  skipped: z.number().int().min(0),
});

/** How many tests ran, and how they ended. */
export type TestCounts = z.infer<typeof countsSchema>;

const projectTestsSchema = z.object({
  project: z.string().describe('Folder of the project, relative to the workspace'),
  inputs: z.string().describe('Hash of the files that its tests ran on'),
  tests: z.union([countsSchema, z.literal('none')]).describe('Unit tests, or none if its package declares none'),
  run: z.string().describe('The run that the tests were part of').optional(),
});

/** The unit tests of one workspace project whose code is in an image. */
export type ProjectTests = z.infer<typeof projectTestsSchema>;

/** The predicate type of evidence. */
export const evidencePredicateType = 'https://longshore.dev/evidence/v2';

/** The record that unit and container tests passed for one image digest. */
export const evidenceSchema = statementSchema(
  evidencePredicateType,
  z.object({
    service: z.string(),
    inputKey: z.string().describe('Hash of everything that made the image'),
    testsKey: z.string().describe('Hash of everything that the tests ran on besides the image'),
    projects: z.array(projectTestsSchema).min(1).describe('Every workspace project in the image, the service first'),
    container: countsSchema,
    runtime: z.enum(['docker', 'process']),
    warnings: z.array(z.string()).describe('Faults of the running image that fail no verification').optional(),
    commit: z.string().optional(),
    run: z.string().describe('The run that verified the image').optional(),
    finishedAt: z.iso.datetime(),
    host: z.string(),
  }),
);

/** An in-toto statement: unit and container tests passed for this image. */
export type Evidence = z.infer<typeof evidenceSchema>;

/** Evidence, signed or not. */
export type EvidenceRecord = StatementRecord<Evidence>;

/** The tests of an image: sums over its projects, and the projects that declare none. */
export interface TestSummary extends TestCounts {
  container: number;
  untested: string[];
}

/** The tests that did not run, in characters that a tag of ECS may have; undefined if there are none. */
export function testGaps({ skipped, untested }: TestSummary): string | undefined {
  const gaps = [
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
    ...(untested.length > 0 ? [`no tests in ${untested.join(' ')}`] : []),
  ];
  return gaps.length > 0 ? gaps.join(' and ') : undefined;
}

/** Sums up the tests that evidence records. */
export function summaryOfTests({ predicate }: Evidence): TestSummary {
  const { projects, container } = predicate;
  const sum = (field: keyof TestCounts) =>
    projects.reduce((total, { tests }) => total + (tests === 'none' ? 0 : tests[field]), 0);
  return {
    passed: sum('passed'),
    failed: sum('failed') + container.failed,
    skipped: sum('skipped') + container.skipped,
    container: container.passed,
    untested: projects.filter(({ tests }) => tests === 'none').map(({ project }) => project),
  };
}

/** What has to be proven before an image is released. */
export interface Claim {
  service: string;
  digest: Digest;
  /** Hash of everything that makes the image, as its inputs are now. */
  inputKey: string;
  /** Hash of everything that its tests run on besides the image, as that is now. */
  testsKey: string;
  /** Folders of the workspace projects whose code is in the image. */
  projects: string[];
}

/** Explains why evidence does not prove a claim; undefined if it does. */
export function doubtOfEvidence(evidence: Evidence, claim: Claim): string | undefined {
  const { predicate } = evidence;
  if (!isAbout(evidence, claim.digest)) return 'it is about another image';
  if (predicate.service !== claim.service) return `it is about the service ${predicate.service}`;
  if (predicate.inputKey !== claim.inputKey) return 'it is about an image of other sources than those of now';
  if (predicate.testsKey !== claim.testsKey) return 'it is about other tests than those of now';
  return doubtOfTests(evidence, claim.projects);
}

/** Explains why the tests in evidence prove nothing; undefined if all of them ran and passed. */
function doubtOfTests({ predicate: { projects, container } }: Evidence, expected: string[]): string | undefined {
  const missing = expected.filter((name) => !projects.some(({ project }) => project === name));
  const doubts = [
    ...(missing.length > 0 ? [`it has no test results of ${missing.join(', ')}`] : []),
    ...projects.flatMap(({ project, tests }) =>
      tests === 'none' ? [] : doubtsOfCounts(tests, `unit tests of ${project}`),
    ),
    ...doubtsOfCounts(container, 'container tests'),
  ];
  return doubts.length > 0 ? doubts.join(', ') : undefined;
}

function doubtsOfCounts({ passed, failed }: TestCounts, which: string): string[] {
  if (failed > 0) return [`${failed} ${which} failed`];
  return passed === 0 ? [`none of the ${which} passed`] : [];
}
