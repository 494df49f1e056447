import { type RunEvent } from '@longshore/model';
import { openScreen, type Screen } from './screen';

const style = { color: false, columns: 80 };
const at = new Date().toISOString();
const events: RunEvent[] = [
  { type: 'run-started', environment: 'local', commit: 'c0ffee'.padEnd(40, '0'), at, run: 'r' },
  { type: 'verdict', service: 'rooms', verdict: 'deployed', durationMs: 5000, at, run: 'r' },
];

function screenOf(isTTY: boolean): { screen: Screen; written: () => string } {
  let text = '';
  const write = (chunk: Uint8Array | string): boolean => {
    text += String(chunk);
    return true;
  };
  return { screen: openScreen({ isTTY, rows: 24, write }, style), written: () => text };
}

/** What a terminal shows in the end: each picture clears the one before. */
const lastPicture = (text: string): string => text.slice(text.lastIndexOf('\u001b[0J') + '\u001b[0J'.length);

describe('the screen of a command', () => {
  test('elsewhere than in a terminal is one line for each thing that happens, without control characters', () => {
    const { screen, written } = screenOf(false);
    screen.begin('PostgreSQL');
    screen.events(events);
    screen.close();
    expect(written()).toBe('PostgreSQL …\nrun r to local at c0ffee000000\nrooms  deployed after 5.0 s\n');
  });

  test('in a terminal draws at once, and each part with its time and the services below', () => {
    const { screen, written } = screenOf(true);
    screen.begin('embedded cloud');
    expect(written()).toMatch(/^embedded cloud +0\.0 s\n$/);
    screen.note('http://127.0.0.1:4566');
    screen.begin('builds');
    screen.events(events);
    screen.close();
    expect(lastPicture(written())).toMatch(
      /^embedded cloud +\d\.\d s {2}http:\/\/127\.0\.0\.1:4566\nbuilds +\d\.\d s\n\nlocal at c0ffee000000\n\nSERVICE .*\nrooms +deployed +5\.0 s\n$/,
    );
  });

  test('has no line that is wider than the terminal', () => {
    const { screen, written } = screenOf(true);
    screen.begin('builds');
    screen.note('word '.repeat(40));
    screen.close();
    expect(
      Math.max(
        ...lastPicture(written())
          .split('\n')
          .map(({ length }) => length),
      ),
    ).toBe(80);
  });
});
