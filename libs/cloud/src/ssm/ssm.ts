import { type AwsService, type Clock, type Parameters, type Store } from '../kernel';
import { ssmConstraints } from './constraints';
import { newest } from './lookup';
import { readSelector } from './names';
import { ssmOperations } from './operations';
import { emptyState, type SsmState } from './state';

/** What Parameter Store works with. */
export interface SsmOptions {
  /** Keeps the slice `ssm`. */
  store: Store;
  clock: Clock;
}

/** The emulated Parameter Store of SSM. */
export interface Ssm {
  readonly service: AwsService;
  /** The parameters for the tasks of ECS; a name without an ARN is found in whatever account and region has it. */
  readonly parameters: Parameters;
}

/** Makes the emulated Parameter Store. */
export function createSsm({ store, clock }: SsmOptions): Ssm {
  const state = store.slice<SsmState>('ssm', emptyState);
  return {
    service: {
      id: 'ssm',
      protocol: { kind: 'json', targetPrefix: 'AmazonSSM', version: '1.1' },
      get schemas() {
        return import('@aws-sdk/client-ssm');
      },
      constraints: ssmConstraints,
      operations: ssmOperations({ state, clock }),
    },
    parameters: { value: (nameOrArn) => valueOf(state, nameOrArn) },
  };
}

function valueOf({ parameters }: SsmState, reference: string): string | undefined {
  const { nameOrArn, version } = readSelector(reference);
  const byArn = Object.hasOwn(parameters, nameOrArn) ? parameters[nameOrArn] : undefined;
  const parameter = byArn ?? Object.values(parameters).find(({ name }) => name === nameOrArn);
  if (version === undefined) return parameter && newest(parameter).value;
  return parameter?.versions.find((each) => each.version === version)?.value;
}
