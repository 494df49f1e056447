/** An error in the words of the Distribution specification. */
export class RegistryError extends Error {
  override readonly name = 'RegistryError';

  constructor(
    /** The HTTP status. */
    readonly status: number,
    /** As `BLOB_UNKNOWN`. */
    readonly code: string,
    message: string,
    readonly headers: Record<string, string> = {},
  ) {
    super(message);
  }
}

/** A repository that ECR has not made: a push does not make one. In ECR's words. */
export const nameUnknown = (name: string, registryId: string): RegistryError =>
  new RegistryError(
    404,
    'NAME_UNKNOWN',
    `The repository with name '${name}' does not exist in the registry with id '${registryId}'`,
  );

/** A blob that the repository does not have. */
export const blobUnknown = (): RegistryError => new RegistryError(404, 'BLOB_UNKNOWN', 'Requested blob not found');

/** A manifest or tag that the repository does not have. */
export const manifestUnknown = (): RegistryError =>
  new RegistryError(404, 'MANIFEST_UNKNOWN', 'Requested image not found');

/** An upload that was never begun, has ended, or belongs to a former life of the cloud. */
export const uploadUnknown = (): RegistryError =>
  new RegistryError(404, 'BLOB_UPLOAD_UNKNOWN', 'The upload is not known to the registry');

/** A digest that is none, or that the content does not have. */
export const digestInvalid = (message: string): RegistryError => new RegistryError(400, 'DIGEST_INVALID', message);

/** A manifest that cannot be read as one. */
export const manifestInvalid = (message: string): RegistryError => new RegistryError(400, 'MANIFEST_INVALID', message);

/** What the registry does not do with this path. */
export const unsupported = (): RegistryError => new RegistryError(405, 'UNSUPPORTED', 'The operation is unsupported');
