export { evidenceFor, provenanceFor } from './records';
