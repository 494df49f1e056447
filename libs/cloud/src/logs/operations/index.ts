import { type OperationTable } from '../../kernel';
import { type LogsContext } from '../context';
import { filterOperations } from './filter-events';
import { getOperations } from './get-events';
import { groupOperations } from './groups';
import { putOperations } from './put-events';
import { streamOperations } from './streams';
import { tagOperations } from './tagging';

/** Every operation of CloudWatch Logs that is built. */
export const logsOperations = (logs: LogsContext): OperationTable => ({
  ...groupOperations(logs),
  ...streamOperations(logs),
  ...putOperations(logs),
  ...getOperations(logs),
  ...filterOperations(logs),
  ...tagOperations(logs),
});
