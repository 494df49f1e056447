export { ConnectionReset } from './connection-reset';
export { controlFaults } from './control';
export { type FaultReport, Faults } from './faults';
export { type CallFault, type FaultPlan, type FaultRule, noFaults, type RuntimeFault } from './plan';
export { withOneRegistration } from './one-registration';
export { withFaults } from './with-faults';
export { withRateLimits } from './with-rate-limits';
export { withRuntimeFaults } from './with-runtime-faults';
export { withStaleReads } from './with-stale-reads';
