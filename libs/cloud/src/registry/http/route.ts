import { unsupported } from '../errors';
import { getBlob } from './blobs';
import { type Handler } from './call';
import { deleteManifest, getManifest, putManifestAs } from './manifests';
import { listReferrers } from './referrers';
import { listTags } from './tags';
import { beginUpload, deleteUpload, getUpload, patchUpload, putUpload } from './uploads';

type Methods = Record<string, Handler>;

/** What can be done with what, the longer path first. */
const routes: [path: RegExp, methods: Methods][] = [
  [/^\/v2\/(.+)\/blobs\/uploads\/?$/, { POST: beginUpload }],
  [
    /^\/v2\/(.+)\/blobs\/uploads\/([^/]+)$/,
    { GET: getUpload, PATCH: patchUpload, PUT: putUpload, DELETE: deleteUpload },
  ],
  [/^\/v2\/(.+)\/blobs\/([^/]+)$/, { GET: getBlob, HEAD: getBlob }],
  [
    /^\/v2\/(.+)\/manifests\/([^/]+)$/,
    { GET: getManifest, HEAD: getManifest, PUT: putManifestAs, DELETE: deleteManifest },
  ],
  [/^\/v2\/(.+)\/tags\/list$/, { GET: listTags }],
  [/^\/v2\/(.+)\/referrers\/([^/]+)$/, { GET: listReferrers }],
];

/** A request's handler, and the parts of its path. */
export interface Route {
  handler: Handler;
  repository: string;
  reference: string;
}

/**
 * Finds what answers a path below `/v2/`; its parts are not checked yet.
 * @returns undefined for a path that the protocol does not know
 * @throws RegistryError UNSUPPORTED for a method that the path does not take
 */
export function route(method: string, path: string): Route | undefined {
  for (const [pattern, methods] of routes) {
    const [whole, repository = '', reference = ''] = pattern.exec(path) ?? [];
    if (whole === undefined) continue;
    const handler = Object.hasOwn(methods, method) ? methods[method] : undefined;
    if (!handler) throw unsupported();
    return { handler, repository, reference };
  }
  return undefined;
}
