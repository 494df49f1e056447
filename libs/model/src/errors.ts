import { type errorTable } from './error-table';

/** A code of the error table: `LS1…` config, `LS2…` image, `LS3…` deploy. */
export type ErrorCode = keyof typeof errorTable;

/** What a person needs to get past an error. */
export interface ErrorDetails {
  /** What happened, in one line. */
  what: string;
  /** Why it happened; may have several lines. */
  why?: string;
  /** One command, or one action, that mends it. */
  fix: string;
  cause?: unknown;
}

/** An error that a user can act on; anything else that is thrown is a bug of ours. */
export class LongshoreError extends Error {
  readonly what: string;
  readonly why: string | undefined;
  readonly fix: string;

  constructor(
    readonly code: ErrorCode,
    { what, why, fix, cause }: ErrorDetails,
  ) {
    super([what, why].filter(Boolean).join(': '), { cause });
    this.name = 'LongshoreError';
    this.what = what;
    this.why = why;
    this.fix = fix;
  }
}

/** Whether work ended because its AbortSignal did; looks below our own errors. */
export const isAbort = (error: unknown): boolean =>
  error instanceof Error && (error.name === 'AbortError' || isAbort(error.cause));

/** Turns the error of work that its AbortSignal ended into LS3129; any other error, and one of ours, stays. */
export const asInterruption = (error: unknown, details: Omit<ErrorDetails, 'cause'>): unknown =>
  isAbort(error) && !isLongshoreError(error) ? new LongshoreError('LS3129', { ...details, cause: error }) : error;

/** Recognises our errors by shape, so that a second copy of this package or a serialised error counts too. */
export const isLongshoreError = (error: unknown): error is LongshoreError =>
  error instanceof Error && error.name === 'LongshoreError' && 'code' in error && 'fix' in error;
