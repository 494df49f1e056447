import { type OperationTable } from '../../kernel';
import { type SecretsManagerContext } from '../context';
import { createOperations } from './create';
import { deleteOperations } from './delete';
import { readOperations } from './read';
import { searchOperations } from './search';
import { tagOperations } from './tagging';
import { updateOperations } from './update';

/** Every operation of Secrets Manager that is built. */
export const secretsManagerOperations = (context: SecretsManagerContext): OperationTable => ({
  ...createOperations(context),
  ...readOperations(context),
  ...updateOperations(context),
  ...searchOperations(context),
  ...deleteOperations(context),
  ...tagOperations(context),
});
