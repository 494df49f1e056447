import { openKmsKey } from '@longshore/deploy';
import { type Signed, signingKey, signRecords } from '@longshore/image';
import { readService, readServices } from '@longshore/model';
import { type OutputOptions, print } from '../output';
import { abortOnSignals } from '../signals';
import { workspaceOf } from '../workspace';

/** Signs the records of services, by default of every one that was verified in this checkout. */
export async function sign(names: string[], options: OutputOptions): Promise<void> {
  const workspace = workspaceOf(process.cwd());
  const signer = await signingKey(process.env, (arn) => openKmsKey(arn, abortOnSignals()));
  const services = names.length > 0 ? names.map((name) => readService(workspace, name)) : readServices(workspace);
  const outcomes: { service: string; outcome: Signed }[] = [];
  for (const service of services) {
    outcomes.push({ service: service.name, outcome: await signRecords({ workspace, service }, signer) });
  }
  print('sign', outcomes, options, () =>
    outcomes.map(({ service, outcome }) => `${service}  ${words[outcome]}`).join('\n'),
  );
}

const words: Record<Signed, string> = {
  signed: 'signed',
  'signed before': 'signed before',
  none: 'nothing to sign: not verified in this checkout',
};
