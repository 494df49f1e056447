import { type IncomingMessage } from 'node:http';
import { manifestInvalid, manifestUnknown, RegistryError } from '../errors';
import { largestManifest, putManifest, removeTag } from '../manifests/put-manifest';
import { indexesWith, removeManifest } from '../manifests/remove-manifest';
import { isDigest, isTag } from '../names';
import { findManifest, type ManifestRecord, type RepositoryRecord } from '../state';
import { sendContent, sendEmpty } from './answer';
import { type Handler } from './call';

/** GET and HEAD of a manifest by tag or digest. */
export const getManifest: Handler = async ({ blobs }, { request, response, repository, reference }) => {
  const { digest, mediaType, size } = manifestOf(repository, reference);
  const headers = {
    'content-type': mediaType,
    'content-length': String(size),
    'docker-content-digest': digest,
    etag: `"${digest}"`,
  };
  if (request.method === 'HEAD') return sendEmpty(response, 200, headers);
  const content = await blobs.open(digest);
  if (!content) throw manifestUnknown();
  response.writeHead(200, headers);
  await sendContent(response, content);
};

/** PUT: takes a manifest all of whose parts are there. */
export const putManifestAs: Handler = async (context, { request, response, repository, reference }) => {
  const target = isDigest(reference) ? { digest: reference } : { tag: reference };
  if (target.tag !== undefined && !isTag(target.tag)) throw manifestInvalid(`${reference} is no tag`);
  const bytes = await readManifest(request);
  const contentType = request.headers['content-type'];
  const push = { bytes, ...(contentType ? { contentType } : {}), ...target, now: context.clock.now() };
  const { digest, subject } = await putManifest(repository, context.blobs, push);
  await context.save();
  sendEmpty(response, 201, {
    location: `/v2/${repository.name}/manifests/${digest}`,
    'docker-content-digest': digest,
    ...(subject ? { 'oci-subject': subject } : {}),
  });
};

/** DELETE: of a tag, it goes and its manifest stays; of a digest, the manifest goes with its tags. */
export const deleteManifest: Handler = async (context, { response, repository, reference }) => {
  const manifest = manifestOf(repository, reference);
  if (!isDigest(reference)) removeTag(repository, reference);
  else if (indexesWith(repository, manifest).length === 0) removeManifest(repository, manifest);
  else throw new RegistryError(403, 'DENIED', 'The requested image is referenced by a manifest list');
  await context.save();
  sendEmpty(response, 202);
};

function manifestOf(repository: RepositoryRecord, reference: string): ManifestRecord {
  const manifest = isDigest(reference) || isTag(reference) ? findManifest(repository, reference) : undefined;
  if (!manifest) throw manifestUnknown();
  return manifest;
}

/** Reads a body that is a manifest; one byte more than it may have is enough to refuse it. */
async function readManifest(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > largestManifest) throw new RegistryError(413, 'SIZE_INVALID', 'The manifest is too large');
  }
  return Buffer.concat(chunks);
}
