import { readRun } from '@longshore/deploy';
import { renderMarkdown } from '@longshore/report';
import { type OutputOptions, print } from '../output';
import { workspaceOf } from '../workspace';

/** Options of `longshore summary`. */
export interface SummaryCommand extends OutputOptions {
  run?: string;
}

/** Prints what a run has done; returns at once, nothing but files is read. */
export function summary(options: SummaryCommand): Promise<void> {
  const nothing = 'Nothing was planned or deployed here.';
  print('summary', readRun(workspaceOf(process.cwd()), options.run) ?? null, options, (run) =>
    run ? renderMarkdown(run) : nothing,
  );
  return Promise.resolve();
}
