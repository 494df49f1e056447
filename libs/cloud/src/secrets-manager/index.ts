export { createSecretsManager, type SecretsManager, type SecretsManagerOptions } from './secrets-manager';
