export { LongshoreError, asInterruption, isAbort, isLongshoreError, type ErrorCode, type ErrorDetails } from './errors';
export { type BaseImage, baseImageFile, baseImageSchema, madeBaseStep } from './base-image';
export { errorTable } from './error-table';
export { type Problem, type Read, readText, readWith, configError, nearest } from './problems';
export { awsLimits, embeddedLimits, type Limit, type LimitedField, type Relaxation } from './limits';
export { serviceSchema, serviceOverrideSchema, type ServiceSpec, type ServiceOverride, type Service } from './service';
export { environmentSchema, type EnvironmentSpec, type Environment, signersOf } from './environment';
export { type Digest, digestSchema, isDigest } from './digest';
export { type Dossier, type FailedTask, type LikelyCause } from './dossier';
export {
  acceptedKeys,
  type Envelope,
  envelopeSchema,
  isSignedBy,
  keyIdOf,
  publicKeyOf,
  sealStatement,
  type Signer,
  signerOf,
  statementIn,
} from './envelope';
export {
  type Claim,
  doubtOfEvidence,
  type Evidence,
  evidencePredicateType,
  type EvidenceRecord,
  evidenceSchema,
  type ProjectTests,
  summaryOfTests,
  testGaps,
  type TestCounts,
  type TestSummary,
} from './evidence';
export {
  type Build,
  isProvenanceOf,
  type Provenance,
  provenanceOf,
  provenancePredicateType,
  type ProvenanceRecord,
  provenanceSchema,
} from './provenance';
export {
  documentOf,
  doubtOfSignature,
  isAbout,
  readRecord,
  type StatementRecord,
  statementType,
  subjectOf,
} from './statement';
export { type TestResults, testResultsFile, testResultsSchema } from './test-results';
export { type Proven, provenPredicateType, provenSchema } from './proven';
export { type Change, type Check, type Plan, type Release, type Renaming, type RolloutForecast } from './plan';
export { type Verdict, isSuccess, verdicts } from './verdict';
export { type RunEvent, type RunEventBody, type Emit, type Hook } from './events';
export { type Orphan, type RunRecord, type RunSummary, type ServiceOutcome, type TaskFailure } from './summary';
export { runNameAt } from './run-name';
export { jsonSchemas } from './json-schemas';
export { hostsOf, inOneForm, type Route, sharedPaths } from './route';
export {
  type ReadWorkspace,
  readWorkspace,
  servicesCode,
  readServices,
  readService,
  readServiceAt,
  readBaseImage,
  readEnvironment,
  environmentNames,
  unknownService,
} from './workspace';
export { awsNameOf, identityAt, isNamed, projectOf, serviceIdentities, type ServiceIdentity } from './service-name';
export { serviceRoots } from './service-roots';
export { type Notifications, notificationsSchema } from './notifications';
export { rulesSchema, severities, type Severity } from './rules';
export { awsShapes } from './aws-shapes';
export { defaultHealth, isHealthy } from './health';
export { type Override, type VerifiedContainer, verifiedPart } from './override';
export { hasReadonlyRoot, scratch, tmpfsOf } from './root-filesystem';
export { type ContainerHealth, type Sidecar } from './sidecar';
export { type SecretStatus } from './secret-status';
export { type Setting } from './setting';
export { isLoaderVariable } from './loader-variables';
export { tags } from './tags';
export { type TaskStatus } from './task-status';
export { type ReleaseRecord, type ServiceLine, type ServiceState, type ServiceStatus, type Targets } from './status';
