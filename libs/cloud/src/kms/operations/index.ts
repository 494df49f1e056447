import { type OperationTable } from '../../kernel';
import { type KmsContext } from '../context';
import { aliasOperations } from './aliases';
import { keyOperations } from './keys';
import { lifeOperations } from './life';
import { signOperations } from './sign';

/** Every operation of KMS that is built. */
export const kmsOperations = (context: KmsContext): OperationTable => ({
  ...keyOperations(context),
  ...signOperations(context),
  ...lifeOperations(context),
  ...aliasOperations(context),
});
