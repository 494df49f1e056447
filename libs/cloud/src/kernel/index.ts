export { type Clock, scaledClock, systemClock } from './clock';
export { type Constraint, type Constraints, oneOf } from './constraints';
export { AwsError } from './aws-error';
export {
  type AwsProtocol,
  type AwsService,
  type CallContext,
  isRead,
  type Operation,
  type OperationTable,
} from './operation';
export { type Store } from './store';
export {
  type Images,
  type LogStream,
  type LogStreamRequest,
  type LogStreams,
  type Parameters,
  type SecretReference,
  type Secrets,
  type Target,
  type TargetGroups,
  type TargetHealth,
} from './ports';
