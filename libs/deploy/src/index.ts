export type {
  Coordinator,
  LocalImage,
  LocalImages,
  PushOutcome,
  PushProgress,
  Reach,
  Targets,
} from './coordinator/coordinator';
export { isHeld, startOnce } from './wire/claim';
export { connectCoordinator } from './wire/client';
export { serveCoordinator } from './wire/server';
export { coordinatorSocket } from './wire/socket';
export { openAws } from './aws/open-aws';
export { type Aws } from './aws/ports';
export { type KmsKey, openKmsKey } from './aws/kms';
export { tagOf } from './coordinator/image-tags';
export { createCoordinator, type CoordinatorOptions } from './coordinator/create-coordinator';
export { pathOf } from './coordinator/url-of';
export { followRun, type FollowOptions } from './coordinator/follow-run';
export { type FailedRun, readRun, recordFailures, runsFolder } from './coordinator/run-record';
export { giveRoutesBack, type RoutedService, takeRoute } from './development/route';
export { type Documents, explainService } from './resolve/explain-service';
export { type Configuration, readConfiguration } from './resolve/read-configuration';
export { type ResolvedService, resolveService } from './resolve/resolve-service';
export {
  forgetCloud,
  pointSdkAt,
  refuseWithoutCloud,
  rememberCloud,
  type RunningCloud,
  runningCloud,
} from './aws/embedded-cloud';
export { provideQueue } from './development/queue';
export { nxProgram } from './affected/nx-program';
export { affectedProjects, askNx } from './affected/affected-projects';
export { type ChangedFile, changedFiles } from './affected/changed-files';
export { type CommitSpan, isSeenUnquoted, type Span, unseenFiles, unseenTracked } from './affected/unseen-files';
export { type History, openHistory } from './git/history';
export { type Origin, originOf } from './gate/rules';
export { type OpenEnvironment, openEnvironment } from './environment/open-environment';
export { logsOf, type LogsOptions } from './environment/logs';
export { releasesOf } from './environment/history';
export { retry, rollback, type Rollback } from './environment/rollback';
export { type Once, type OnceOptions, runOnce } from './environment/run-once';
export { destroy, type Destruction, planDestroy } from './environment/destroy';
export { confirmRename, planRename } from './environment/rename';
export { tasksOf } from './environment/tasks';
export { restart, type Restart } from './environment/restart';
export { scale, type Scaling } from './environment/scale';
export { type Reconciled, reconciledBase } from './environment/reconciled';
export { awsCommand } from './aws/command-line';
export { type SecretChange, type SecretPlace, secretsOf, setSecret, unsetSecret } from './secrets/change';
export { changeConfig, type ConfigChange, readConfig, type WantedConfig } from './config/change';
export { type Config, configPath } from './config/with-config';
export { liveSecrets } from './secrets/live';
export { statusOf } from './environment/status';
export { isAlive } from './process';
export { chooseBase, madeBase } from './gate/base';
export { checkAccount, readEnvironmentResources, type Resources } from './read/resources';
export { pipelineTrust, type TrustedJobs, type TrustPolicy } from './access/pipeline-trust';
export {
  type NamedResources,
  pipelinePolicy,
  type PipelinePolicy,
  type Policy,
  type Right,
  type Statement,
} from './access/policy';
