import { type OperationTable } from '../../kernel';
import { type SsmContext } from '../context';
import { deleteOperations } from './delete';
import { putOperations } from './put';
import { readOperations } from './read';
import { searchOperations } from './search';
import { tagOperations } from './tagging';

/** Every operation of SSM that is built: those of Parameter Store. */
export const ssmOperations = (ssm: SsmContext): OperationTable => ({
  ...putOperations(ssm),
  ...readOperations(ssm),
  ...searchOperations(ssm),
  ...deleteOperations(ssm),
  ...tagOperations(ssm),
});
