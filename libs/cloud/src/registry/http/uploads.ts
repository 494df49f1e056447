import { type Upload } from '../blobs/upload';
import { type RegistryContext } from '../context';
import { digestInvalid, RegistryError } from '../errors';
import { isDigest } from '../names';
import { findRepository, type RepositoryRecord } from '../state';
import { sendEmpty } from './answer';
import { type Handler, type RegistryCall } from './call';

/** POST: begins an upload; with `mount`, takes the blob from another repository; with `digest`, takes all of it at once. */
export const beginUpload: Handler = async (context, call) => {
  const { response, query, repository } = call;
  const mount = query.get('mount');
  if (mount !== null && (await mounted(context, repository, mount, query.get('from') ?? ''))) {
    return sendStored(call, mount);
  }
  const digest = query.get('digest');
  if (digest !== null) checkDigest(digest);
  const upload = await context.uploads.begin(repository.name);
  if (digest === null) return sendEmpty(response, 202, progress(upload));
  try {
    await upload.append(call.request);
    await finish(context, call, upload, digest);
  } finally {
    await context.uploads.end(upload);
  }
};

/** GET: how far an upload is. */
export const getUpload: Handler = ({ uploads }, { response, repository, reference }) =>
  sendEmpty(response, 204, progress(uploads.find(repository.name, reference)));

/** PATCH: takes the next chunk, which has to begin where the last one ended. */
export const patchUpload: Handler = async ({ uploads }, { request, response, repository, reference }) => {
  const upload = uploads.find(repository.name, reference);
  checkStart(upload, request.headers['content-range']);
  await upload.append(request);
  sendEmpty(response, 202, progress(upload));
};

/** PUT: takes what is left, checks the digest, and makes it a blob. */
export const putUpload: Handler = async (context, call) => {
  const upload = context.uploads.find(call.repository.name, call.reference);
  const digest = call.query.get('digest') ?? '';
  checkDigest(digest);
  checkStart(upload, call.request.headers['content-range']);
  await upload.append(call.request);
  await finish(context, call, upload, digest);
};

/** DELETE: gives an upload up. */
export const deleteUpload: Handler = async ({ uploads }, { response, repository, reference }) => {
  await uploads.end(uploads.find(repository.name, reference));
  sendEmpty(response, 204);
};

async function finish(context: RegistryContext, call: RegistryCall, upload: Upload, digest: string): Promise<void> {
  await context.uploads.finish(upload, digest);
  call.repository.blobs[digest] = upload.size;
  await context.save();
  sendStored(call, digest);
}

/** Gives a repository a blob of another one; not every registry does, so that clients take 202 for "upload it". */
async function mounted(context: RegistryContext, to: RepositoryRecord, digest: string, from: string): Promise<boolean> {
  const size = isDigest(digest) ? findRepository(context.state, from)?.blobs[digest] : undefined;
  if (size === undefined) return false;
  to.blobs[digest] = size;
  await context.save();
  return true;
}

function checkDigest(digest: string): void {
  if (!isDigest(digest)) throw digestInvalid(`${digest} is no digest of SHA-256`);
}

function checkStart(upload: Upload, contentRange: string | undefined): void {
  if (contentRange === undefined) return;
  const start = /^(?:bytes[ =])?(\d+)-\d+/.exec(contentRange)?.[1];
  if (Number(start) === upload.size) return;
  throw new RegistryError(416, 'BLOB_UPLOAD_INVALID', 'The chunk does not begin where the last one ended', {
    ...progress(upload),
  });
}

const sendStored = ({ response, repository }: RegistryCall, digest: string): void =>
  sendEmpty(response, 201, {
    location: `/v2/${repository.name}/blobs/${digest}`,
    'docker-content-digest': digest,
  });

/** The last byte that came; `0-0` also where none came yet, as the reference registry does. */
const progress = ({ repository, id, size }: Upload): Record<string, string> => ({
  location: `/v2/${repository}/blobs/uploads/${id}`,
  range: `0-${Math.max(0, size - 1)}`,
  'docker-upload-uuid': id,
});
