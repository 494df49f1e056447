export type { BlobSource, Credentials, Descriptor, Manifest, Repository } from './repository';
