export { errorOf, rejectionOf } from './error-of';
export { evidenceFor, provenanceFor } from './records';
export { WorkspaceFolder } from './workspace-folder';
