import {
  type CompleteLayerUploadRequest,
  type CompleteLayerUploadResponse,
  type GetDownloadUrlForLayerRequest,
  type GetDownloadUrlForLayerResponse,
  type InitiateLayerUploadRequest,
  type InitiateLayerUploadResponse,
  type UploadLayerPartRequest,
  type UploadLayerPartResponse,
} from '@aws-sdk/client-ecr';
import { AwsError, type CallContext, type OperationTable } from '../../kernel';
import { isDigest, issueToken, RegistryError, type RepositoryRecord } from '../../registry';
import { type EcrContext } from '../context';
import { repositoryOf } from '../lookup';

/** Bytes: clients cut layers into parts of this size. */
const partSize = 20 * 1024 * 1024;

/** Operations that carry layers over the API; clients of the registry have no need of them. */
export const layerOperations = ({ state, store, clock, uploads }: EcrContext): OperationTable => ({
  InitiateLayerUpload: async (
    input: InitiateLayerUploadRequest,
    context: CallContext,
  ): Promise<InitiateLayerUploadResponse> => {
    const { id } = await uploads.begin(repositoryOf(state, input, context).name);
    return { uploadId: id, partSize };
  },

  UploadLayerPart: async (input: UploadLayerPartRequest, context: CallContext): Promise<UploadLayerPartResponse> => {
    const repository = repositoryOf(state, input, context);
    const { uploadId = '', layerPartBlob = new Uint8Array(), partFirstByte, partLastByte } = input;
    const upload = find(uploads, repository, uploadId);
    const bytes = Buffer.from(layerPartBlob);
    if (partFirstByte !== upload.size || partLastByte !== upload.size + bytes.length - 1) {
      throw new AwsError('InvalidLayerPartException', 'The layer part does not begin where the last one ended', 400, {
        ...named(repository),
        uploadId,
        lastValidByteReceived: upload.size - 1,
      });
    }
    await upload.append(only(bytes));
    return { ...named(repository), uploadId, lastByteReceived: upload.size - 1 };
  },

  CompleteLayerUpload: async (
    input: CompleteLayerUploadRequest,
    context: CallContext,
  ): Promise<CompleteLayerUploadResponse> => {
    const repository = repositoryOf(state, input, context);
    const { uploadId = '', layerDigests: [layerDigest = ''] = [] } = input;
    const upload = find(uploads, repository, uploadId);
    if (upload.size === 0) throw new AwsError('EmptyUploadException', 'The layer upload has no parts');
    if (!isDigest(layerDigest)) throw new AwsError('InvalidLayerException', `${layerDigest} is no digest of SHA-256`);
    if (layerDigest in repository.blobs) {
      throw new AwsError(
        'LayerAlreadyExistsException',
        `Layer with digest '${layerDigest}' already exists in the repository with name '${repository.name}'`,
      );
    }
    await uploads.finish(upload, layerDigest).catch((error: unknown) => {
      throw error instanceof RegistryError ? new AwsError('InvalidLayerException', error.message) : error;
    });
    repository.blobs[layerDigest] = upload.size;
    return { ...named(repository), uploadId, layerDigest };
  },

  GetDownloadUrlForLayer: async (
    input: GetDownloadUrlForLayerRequest,
    context: CallContext,
  ): Promise<GetDownloadUrlForLayerResponse> => {
    const repository = repositoryOf(state, input, context);
    const { layerDigest = '' } = input;
    if (!(layerDigest in repository.blobs)) {
      throw new AwsError('LayersNotFoundException', `Layer with digest '${layerDigest}' does not exist`);
    }
    // Whoever has the URL may load it, as with the one that ECR signs.
    const url = new URL(`/v2/${repository.name}/blobs/${layerDigest}`, context.endpoint);
    url.searchParams.set('token', issueToken(state, clock.now()).password);
    // By its name this is a read, after which nobody else writes the state to disk.
    store.touch();
    await store.flush();
    return { downloadUrl: url.href, layerDigest };
  },
});

const named = ({ registryId, name: repositoryName }: RepositoryRecord) => ({ registryId, repositoryName });

function find(uploads: EcrContext['uploads'], repository: RepositoryRecord, uploadId: string) {
  try {
    return uploads.find(repository.name, uploadId);
  } catch {
    throw new AwsError(
      'UploadNotFoundException',
      `The upload with id '${uploadId}' does not exist in the repository with name '${repository.name}'`,
    );
  }
}

async function* only(bytes: Buffer): AsyncGenerator<Buffer> {
  yield await Promise.resolve(bytes);
}
