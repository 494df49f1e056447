import { type AwsService, type Clock, type SecretReference, type Secrets, type Store } from '../kernel';
import { secretsManagerConstraints } from './constraints';
import { type SecretsManagerContext } from './context';
import { describeValue } from './describe';
import { usableSecret, versionOf } from './lookup';
import { secretsManagerOperations } from './operations';
import { emptyState, type SecretsManagerState } from './state';

/** What Secrets Manager works with. */
export interface SecretsManagerOptions {
  /** Keeps the slice `secretsmanager`. */
  store: Store;
  clock: Clock;
}

/** The emulated Secrets Manager. */
export interface SecretsManager {
  readonly service: AwsService;
  /** The secrets for the tasks of ECS. */
  readonly secrets: Secrets;
}

/** Makes the emulated Secrets Manager. */
export function createSecretsManager({ store, clock }: SecretsManagerOptions): SecretsManager {
  const context = { state: store.slice<SecretsManagerState>('secretsmanager', emptyState), clock };
  return {
    service: {
      id: 'secretsmanager',
      protocol: { kind: 'json', targetPrefix: 'secretsmanager', version: '1.1' },
      get schemas() {
        return import('@aws-sdk/client-secrets-manager');
      },
      constraints: secretsManagerConstraints,
      operations: secretsManagerOperations(context),
    },
    secrets: { value: (reference) => valueOf(context, reference) },
  };
}

function valueOf(context: SecretsManagerContext, { arn, stage, versionId }: SecretReference): string | undefined {
  const [, , , region = '', account = ''] = arn.split(':');
  const secret = usableSecret(context, { region, account }, arn);
  const version = versionOf(secret, { VersionStage: stage, VersionId: versionId });
  return describeValue(secret, version).SecretString;
}
