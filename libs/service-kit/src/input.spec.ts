import { z } from 'zod';
import { HttpError, parseInput, plainText } from './input';

describe('parseInput', () => {
  const schema = z.object({ name: plainText(5), size: z.number() });

  it('gives what the schema makes of the input', () => {
    expect(parseInput(schema, { name: ' ahoy ', size: 1, other: true })).toEqual({ name: 'ahoy', size: 1 });
  });

  it.each([
    [{ name: 'ahoy there', size: 1 }, /^name: /],
    [{ name: 'a\0b', size: 1 }, /^name: expected text without the character NUL$/],
    [{}, /^name: is not set; size: is not set$/],
    [undefined, /expected object/],
  ])('refuses %j', (input, message) => {
    const parse = () => parseInput(schema, input);
    expect(parse).toThrow(HttpError);
    expect(parse).toThrow(message);
  });

  it('refuses with status 400', () => {
    expect(refusalOf(() => parseInput(schema, {}))).toMatchObject({ status: 400, code: 'invalid_request' });
  });
});

function refusalOf(parse: () => unknown): unknown {
  try {
    return parse();
  } catch (error) {
    return error;
  }
}
