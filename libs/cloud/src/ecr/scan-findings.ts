import { type FindingSeverity, type ImageScanFinding } from '@aws-sdk/client-ecr';
import { AwsError } from '../kernel';
import { type EcrState, findManifest, findRepository } from '../registry';

const severities = ['INFORMATIONAL', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL', 'UNDEFINED'];

/** How many findings there are of each severity. */
export function countBySeverity(findings: ImageScanFinding[]): Partial<Record<FindingSeverity, number>> {
  const counts: Partial<Record<FindingSeverity, number>> = {};
  for (const { severity = 'UNDEFINED' } of findings) counts[severity] = (counts[severity] ?? 0) + 1;
  return counts;
}

/**
 * Answers `PUT /_cloud/scan-findings`: says what a scan of an image finds, which is done from then on.
 * @param body `{"repository", "image": a tag or digest, "findings": [{"name", "severity", …}]}`
 * @throws AwsError ValidationException
 */
export function setScanFindings(state: EcrState, body: string, now: number): { findings: number } {
  const { repository = '', image = '', findings } = read(body);
  const found = findRepository(state, repository);
  const manifest = found && findManifest(found, image);
  if (!manifest) throw invalid(`there is no image ${image} in a repository ${repository}`);
  if (!Array.isArray(findings)) throw invalid('findings should be a list');
  const wrong = findings.find(({ severity, name }) => !name || !severities.includes(severity ?? ''));
  if (wrong) throw invalid(`each finding needs a name and a severity of ${severities.join(', ')}`);
  manifest.scan = { findings, completedAt: now };
  return { findings: findings.length };
}

interface Request {
  repository?: string;
  image?: string;
  findings?: ImageScanFinding[];
}

function read(body: string): Request {
  try {
    return (JSON.parse(body) ?? {}) as Request;
  } catch {
    throw invalid('the body is not JSON');
  }
}

const invalid = (message: string): AwsError => new AwsError('ValidationException', message);
