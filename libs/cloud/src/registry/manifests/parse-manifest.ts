import { manifestInvalid } from '../errors';
import { isDigest } from '../names';
import { isForeign, isIndexType, isManifestType } from './media-types';

/** What a manifest says, as far as the registry looks. */
export interface ParsedManifest {
  mediaType: string;
  isIndex: boolean;
  /** Digests of what it needs to be there. */
  references: string[];
  /** Bytes of all that it names. */
  imageSize: number;
  artifactType?: string;
  subject?: string;
}

interface Descriptor {
  mediaType: string;
  digest: string;
  size: number;
}

/**
 * Reads a manifest or an index.
 * @param contentType as the request said it; the manifest's own word must agree
 * @throws RegistryError MANIFEST_INVALID
 */
export function parseManifest(bytes: Buffer, contentType: string | undefined): ParsedManifest {
  const manifest = parseObject(bytes);
  const mediaType = mediaTypeOf(manifest, contentType);
  const isIndex = isIndexType(mediaType);
  const config = isIndex ? undefined : descriptor(manifest['config'], 'config');
  const parts = isIndex ? descriptors(manifest, 'manifests') : descriptors(manifest, 'layers');
  const named = config ? [config, ...parts] : parts;
  const artifactType = typeof manifest['artifactType'] === 'string' ? manifest['artifactType'] : config?.mediaType;
  const subject = manifest['subject'] === undefined ? undefined : descriptor(manifest['subject'], 'subject').digest;
  return {
    mediaType,
    isIndex,
    references: [...new Set(named.filter((part) => !isForeign(part.mediaType)).map(({ digest }) => digest))],
    imageSize: named.reduce((sum, { size }) => sum + size, 0),
    ...(artifactType === undefined ? {} : { artifactType }),
    ...(subject === undefined ? {} : { subject }),
  };
}

function parseObject(bytes: Buffer): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString());
  } catch {
    throw manifestInvalid('The manifest is not JSON');
  }
  if (!isObject(value)) throw manifestInvalid('The manifest is not a JSON object');
  return value;
}

function mediaTypeOf(manifest: Record<string, unknown>, contentType: string | undefined): string {
  const own = manifest['mediaType'];
  const mediaType = contentType?.split(';')[0]?.trim() ?? own;
  if (typeof mediaType !== 'string' || !isManifestType(mediaType)) {
    throw manifestInvalid(`Manifests of the media type ${String(mediaType)} are not supported`);
  }
  if (own !== undefined && own !== mediaType) {
    throw manifestInvalid('The media type of the manifest is not that of the request');
  }
  if (manifest['schemaVersion'] !== 2) throw manifestInvalid('The schema version of the manifest is not 2');
  return mediaType;
}

function descriptors(manifest: Record<string, unknown>, field: string): Descriptor[] {
  const list = manifest[field];
  if (!Array.isArray(list)) throw manifestInvalid(`The manifest has no ${field}`);
  return list.map((each, index) => descriptor(each, `${field}[${index}]`));
}

function descriptor(value: unknown, path: string): Descriptor {
  if (!isObject(value)) throw manifestInvalid(`The manifest has no ${path}`);
  const { mediaType, digest, size } = value;
  const sound = typeof mediaType === 'string' && typeof digest === 'string' && isDigest(digest);
  if (!sound || typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0) {
    throw manifestInvalid(`${path} of the manifest is no descriptor`);
  }
  return { mediaType, digest, size };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
