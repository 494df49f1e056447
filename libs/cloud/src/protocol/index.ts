export { Calls, type CallCounts } from './calls';
export { createDispatcher, type DispatchOptions, type WireAnswer, type WireRequest } from './dispatch';
