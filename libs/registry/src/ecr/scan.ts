import { setTimeout as sleep } from 'node:timers/promises';
import { type ECRClient } from '@aws-sdk/client-ecr';
import { type Digest } from '@longshore/model';

/** What the scan of an image found. */
export interface ScanResult {
  /** In ECR's words; `COMPLETE`, or `ACTIVE` under enhanced scanning, where its counts can be relied on. */
  status: string;
  /** How many findings of each severity there are. */
  counts: Partial<Record<string, number>>;
}

/** How often an unfinished scan is looked at, and how long it is waited for, in milliseconds. */
export interface ScanPatience {
  lookMs: number;
  waitMs: number;
}

/** A scan on push takes some 10 to 60 s. */
export const scanPatience: ScanPatience = { lookMs: 3000, waitMs: 180_000 };

/** The result of an image's scan; one that has only just begun is waited for. */
export async function scanOf(
  client: ECRClient,
  { repositoryName, imageDigest }: { repositoryName: string; imageDigest: Digest },
  { lookMs, waitMs }: ScanPatience,
  signal?: AbortSignal,
): Promise<ScanResult> {
  const deadline = Date.now() + waitMs;
  for (;;) {
    const result = await scanNow(client, repositoryName, imageDigest, signal);
    const isUnderWay = /^(IN_PROGRESS|PENDING|NOT_FOUND)$/.test(result.status);
    if (!isUnderWay || Date.now() >= deadline) return result;
    await sleep(lookMs, undefined, { signal });
  }
}

/** ECR may not know of a scan for some seconds after a push: it says so by an exception. */
async function scanNow(
  client: ECRClient,
  repositoryName: string,
  imageDigest: Digest,
  abortSignal?: AbortSignal,
): Promise<ScanResult> {
  const { DescribeImageScanFindingsCommand } = await import('@aws-sdk/client-ecr');
  const command = new DescribeImageScanFindingsCommand({ repositoryName, imageId: { imageDigest }, maxResults: 1 });
  try {
    const { imageScanStatus, imageScanFindings } = await client.send(command, { abortSignal });
    return { status: imageScanStatus?.status ?? 'NOT_FOUND', counts: imageScanFindings?.findingSeverityCounts ?? {} };
  } catch (error) {
    if (error instanceof Error && error.name === 'ScanNotFoundException') return { status: 'NOT_FOUND', counts: {} };
    throw error;
  }
}
