import { signingKey, signRecords } from '@longshore/image';
import { readService, readServices } from '@longshore/model';
import { workspaceOf } from '../workspace';

/** Signs the records of services, by default of every one that was verified in this checkout. */
export async function sign(names: string[]): Promise<void> {
  const workspace = workspaceOf(process.cwd());
  const key = signingKey(process.env);
  const services = names.length > 0 ? names.map((name) => readService(workspace, name)) : readServices(workspace);
  for (const service of services) {
    const outcome = await signRecords({ workspace, service }, key);
    if (outcome !== 'none' || names.length > 0) process.stdout.write(`${service.name}  ${outcome}\n`);
  }
}
