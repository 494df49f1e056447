import { waiting } from './waiting';

class Output {
  written = '';

  constructor(readonly isTTY: boolean) {}

  write(text: string): boolean {
    this.written += text;
    return true;
  }
}

test('a terminal is told at once what is being done, and keeps nothing of it', async () => {
  const terminal = new Output(true);
  const action = () => Promise.resolve(terminal.written);
  expect(await waiting('asking staging', action, terminal)).toBe('asking staging …');
  expect(terminal.written).toBe('asking staging …\r\x1b[K');
});

test('the line goes also where the action fails', async () => {
  const terminal = new Output(true);
  await expect(waiting('asking staging', () => Promise.reject(new Error('no')), terminal)).rejects.toThrow('no');
  expect(terminal.written.endsWith('\r\x1b[K')).toBe(true);
});

test('what is no terminal is told nothing', async () => {
  const file = new Output(false);
  await waiting('asking staging', () => Promise.resolve(), file);
  expect(file.written).toBe('');
});
