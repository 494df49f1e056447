export { Calls, type CallCounts } from './calls';
export {
  createDispatcher,
  type Dispatch,
  type DispatchOptions,
  findTarget,
  refuse,
  type WireAnswer,
  type WireRequest,
} from './dispatch';
export { readSignature } from './signature';
