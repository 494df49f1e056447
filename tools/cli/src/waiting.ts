/** A terminal, or what stands for one. */
type Output = Pick<NodeJS.WriteStream, 'isTTY' | 'write'>;

/** Says at once, on a terminal, what is being done; the line goes when it is. */
export async function waiting<Result>(
  what: string,
  action: () => Promise<Result>,
  output: Output = process.stderr,
): Promise<Result> {
  if (!output.isTTY) return action();
  output.write(`${what} …`);
  try {
    return await action();
  } finally {
    // To the beginning of the line, and clear it.
    output.write('\r\x1b[K');
  }
}
