import { type Digest, type Environment, LongshoreError, severities, type Severity } from '@longshore/model';
import { awsCommand } from '../aws/command-line';
import { type ScanResult } from '@longshore/registry';

/**
 * Refuses an image in which the registry's scan found something too severe. An image that could not be scanned is
 * refused as well: nobody knows what is in it.
 * @throws LS3110
 */
export function checkScan(
  { service, digest }: { service: string; digest: Digest },
  { name, spec }: Environment,
  { status, counts }: ScanResult,
): void {
  const worst = spec.rules.refuseFindings;
  if (worst === undefined) return;
  const refused = severities.slice(0, severities.indexOf(worst) + 1);
  const found = refused.filter((severity) => (counts[severity] ?? 0) > 0);
  // Enhanced scanning goes on for as long as the image is there.
  const isScanned = status === 'COMPLETE' || status === 'ACTIVE';
  if (isScanned && found.length === 0) return;
  throw new LongshoreError('LS3110', {
    what: `${service} is not released to ${name}: it refuses images with findings of severity ${worst} or worse`,
    why: isScanned ? `the scan found ${found.map(countOf(counts)).join(', ')}` : `the scan is ${status}`,
    fix: awsCommand(
      spec,
      `ecr describe-image-scan-findings --repository-name ${service} --image-id imageDigest=${digest}`,
    ),
  });
}

const countOf =
  (counts: ScanResult['counts']) =>
  (severity: Severity): string =>
    `${counts[severity]} ${severity}`;
