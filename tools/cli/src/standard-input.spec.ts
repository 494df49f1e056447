import { PassThrough } from 'node:stream';
import { readValue } from './standard-input';

const piped = (content: string): Promise<string> => {
  const input = new PassThrough();
  input.end(content);
  return readValue('Value: ', input as unknown as NodeJS.ReadStream);
};

describe('a value of standard input', () => {
  test.each([
    ['one\n', 'one'],
    ['one\r\n', 'one'],
    ['one', 'one'],
    ['-----BEGIN-----\nline\n\n', '-----BEGIN-----\nline\n'],
    [' spaces ', ' spaces '],
    ['', ''],
  ])('that is piped as %j is %j', async (content, value) => {
    expect(await piped(content)).toBe(value);
  });
});
