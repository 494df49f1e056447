import { type Container } from '@longshore/runtime';

/** How many lines an error shows. */
const shownLines = 30;

/** The last lines that a container wrote, indented; for the end of an error's reason. */
export function lastLines(container: Container): string {
  const lines: string[] = [];
  const unlisten = container.onLog(({ text }) => lines.push(`  ${text}`));
  unlisten();
  if (lines.length === 0) return 'It wrote nothing.';
  return ['Its last lines:', ...lines.slice(-shownLines)].join('\n');
}
