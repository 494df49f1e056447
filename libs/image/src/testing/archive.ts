import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';

/** A file of an archive: its content, and its mode if that is not 0644. */
export type ArchiveFile = string | { content: string; mode?: number; type?: 'file' | 'link' };

/** The archive of an npm package, as `npm pack` makes it. */
export function archiveOf(files: Record<string, ArchiveFile>, folder = 'package'): Buffer {
  const blocks = Object.entries(files).flatMap(([path, file]) => entryOf(`${folder}/${path}`, file));
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(1024)]));
}

/** As a lockfile has it. */
export const integrityOf = (archive: Buffer): string =>
  `sha512-${createHash('sha512').update(archive).digest('base64')}`;

function entryOf(path: string, file: ArchiveFile): Buffer[] {
  const { content, mode = 0o644, type = 'file' } = typeof file === 'string' ? { content: file } : file;
  const bytes = Buffer.from(type === 'link' ? '' : content);
  const header = Buffer.alloc(512);
  const field = (text: string, at: number) => header.write(text, at, 'latin1');
  field(path, 0);
  field(`${mode.toString(8).padStart(7, '0')}\0`, 100);
  field('0000000\0', 108);
  field('0000000\0', 116);
  field(`${bytes.length.toString(8).padStart(11, '0')}\0`, 124);
  field('00000000000\0', 136);
  field('        ', 148);
  field(type === 'link' ? '2' : '0', 156);
  if (type === 'link') field(content, 157);
  field('ustar\u000000', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  field(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return [header, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)];
}
