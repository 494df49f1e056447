import { type ReleaseRecord } from '@longshore/model';
import { deployedService } from './deployed';
import { readLedger } from './ledger';
import { type OpenEnvironment } from './open-environment';

/**
 * The releases of a service, the newest first.
 * @param count at most so many
 * @throws LS3112
 */
export async function releasesOf(open: OpenEnvironment, service: string, count: number): Promise<ReleaseRecord[]> {
  const subject = { service, environment: open.environment.name };
  const place = await open.place();
  return readLedger(subject, await deployedService(open, service), place.cluster, count);
}
