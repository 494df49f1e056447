import { type BatchResultErrorEntry } from '@aws-sdk/client-sqs';
import { AwsError } from '../kernel';
import { batchError } from './errors';

/** An entry of a batch, known by an id of the caller's. */
export interface BatchEntry {
  Id?: string;
}

/**
 * Runs an operation for each entry of a batch: one that is refused does not keep the others.
 * @throws AwsError for a batch that does not fit as a whole
 */
export function runBatch<Entry extends BatchEntry, Result extends object>(
  entries: Entry[] = [],
  run: (entry: Entry) => Result,
): { Successful: (Result & { Id: string })[]; Failed: BatchResultErrorEntry[] } {
  check(entries);
  const Successful: (Result & { Id: string })[] = [];
  const Failed: BatchResultErrorEntry[] = [];
  for (const entry of entries) {
    const { Id = '' } = entry;
    try {
      Successful.push({ Id, ...run(entry) });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      Failed.push({ Id, Code: error.queryCode ?? error.code, Message: error.message, SenderFault: true });
    }
  }
  return { Successful, Failed };
}

function check(entries: BatchEntry[]): void {
  if (entries.length === 0) {
    throw batchError('EmptyBatchRequest', 'There should be at least one entry in the request.');
  }
  if (entries.length > 10) {
    const message = `Maximum number of entries per request are 10. You have sent ${entries.length}.`;
    throw batchError('TooManyEntriesInBatchRequest', message);
  }
  const seen = new Set<string>();
  for (const { Id = '' } of entries) {
    if (!/^[\w-]{1,80}$/.test(Id)) {
      const message =
        'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.';
      throw batchError('InvalidBatchEntryId', message);
    }
    if (seen.has(Id)) throw batchError('BatchEntryIdsNotDistinct', `Id ${Id} repeated.`);
    seen.add(Id);
  }
}
