export { currentServiceDeployment, isOngoing, type RevisionRequest, startDeployment } from './deployment';
export { step, type StepResult } from './step';
export { type Action, primaryOf, type TargetObservation, type TaskObservation } from './turn';
