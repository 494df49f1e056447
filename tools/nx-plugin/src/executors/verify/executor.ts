import { openHistory } from '@longshore/deploy';
import type { RuntimeChoice } from '@longshore/image';
import { type Evidence, summaryOfTests, testGaps } from '@longshore/model';
import { currentRun } from '../../run/run';
import { askRegistry } from '../lib/ask-registry';
import { localStep } from '../lib/step';

interface VerifyExecutorOptions {
  runtime?: RuntimeChoice;
}

/** Runs the image and its container tests, and writes evidence. */
export default localStep<VerifyExecutorOptions>(async (project, signal, coordinator, { runtime = 'auto' }) => {
  const { verifyImage } = await import('@longshore/image');
  const commit = await openHistory(project.workspace).head();
  const known = () => coordinator?.evidence(project.service.name);
  const others = async () => (await askRegistry(known, 'the image is verified here')) ?? [];
  const evidence = await verifyImage(project, signal, { runtime, others, commit, run: currentRun() });
  process.stdout.write(`${renderTests(evidence)}\n`);
  for (const warning of evidence.predicate.warnings ?? []) process.stdout.write(`warning ${warning}\n`);
});

function renderTests(evidence: Evidence): string {
  const summary = summaryOfTests(evidence);
  const gaps = testGaps(summary);
  const { runtime } = evidence.predicate;
  return `${summary.passed} unit and ${summary.container} container tests passed${gaps ? `; ${gaps}` : ''} (runtime ${runtime})`;
}
