import { followRun } from '@longshore/deploy';
import { isSuccess, type RunEvent, type Verdict } from '@longshore/model';
import { afterEvent, type Board, emptyBoard, renderBoard, renderEvent } from '@longshore/report';
import { openPicture } from '../picture';
import { jsonLine, type OutputOptions, styleOf } from '../output';
import { abortOnSignals } from '../signals';
import { workspaceOf } from '../workspace';

/** Options of `longshore watch`. */
export interface WatchCommand extends OutputOptions {
  run?: string;
}

/** Follows a run to its end, and exits 1 where it did not go well for a service. */
export async function watch({ run, json }: WatchCommand): Promise<void> {
  const onWaiting = () => void process.stderr.write('no deploy is under way: waiting for the next one\n');
  const events = followRun(workspaceOf(process.cwd()), { run, signal: abortOnSignals(), onWaiting });
  const verdicts = process.stdout.isTTY && !json ? await draw(events) : await list(events, json);
  if (!verdicts.every(isSuccess)) process.exitCode = 1;
}

/** Draws the board anew at each event, and each second for the time. */
async function draw(events: AsyncGenerator<RunEvent[]>): Promise<Verdict[]> {
  const picture = openPicture(process.stdout);
  let board: Board = emptyBoard;
  const show = () => picture.show(renderBoard(board, styleOf(process.stdout), new Date()));
  const clock = setInterval(show, 1000);
  try {
    const verdicts: Verdict[] = [];
    for await (const batch of events) {
      board = batch.reduce(afterEvent, board);
      verdicts.push(...verdictsIn(batch));
      show();
    }
    return verdicts;
  } finally {
    clearInterval(clock);
  }
}

async function list(events: AsyncGenerator<RunEvent[]>, json: boolean | undefined): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  for await (const batch of events) {
    verdicts.push(...verdictsIn(batch));
    for (const event of batch) process.stdout.write(`${json ? jsonLine('watch', event) : renderEvent(event)}\n`);
  }
  return verdicts;
}

const verdictsIn = (events: RunEvent[]): Verdict[] =>
  events.flatMap((event) => (event.type === 'verdict' ? [event.verdict] : []));
