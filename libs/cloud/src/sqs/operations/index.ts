import { type OperationTable } from '../../kernel';
import { type SqsContext } from '../context';
import { queueOperations } from './queues';
import { receiveOperations } from './receive';
import { sendOperations } from './send';
import { tagOperations } from './tagging';
import { attributeOperations } from './attributes';

/** Every operation of SQS that is built. */
export const sqsOperations = (sqs: SqsContext): OperationTable => ({
  ...queueOperations(sqs),
  ...attributeOperations(sqs),
  ...sendOperations(sqs),
  ...receiveOperations(sqs),
  ...tagOperations(sqs),
});
