/** Every error code of the embedded cloud with what it means. */
export const cloudErrorTable = {
  LS4001: 'A port is in use',
  LS4002: 'Another embedded cloud uses the same state folder',
} as const;

/** An error at the start of the embedded cloud that its user can act on. */
export class CloudError extends Error {
  override readonly name = 'CloudError';
  readonly why = undefined;

  constructor(
    readonly code: keyof typeof cloudErrorTable,
    readonly what: string,
    readonly fix: string,
  ) {
    super(`${code} ${what} (fix: ${fix})`);
  }
}
