import { readFile } from 'node:fs/promises';

/** The head of the kernel's tables of sockets, by which they are known. */
const tableHead = 'local_address';
/** TCP_LISTEN in those tables. */
const listenState = '0A';

/**
 * The addresses on which something listens at a port, in the network of a process; undefined if that cannot be read, as
 * on systems without /proc.
 */
export async function listeningOf(pid: number, port: number): Promise<string[] | undefined> {
  const tables = ['tcp', 'tcp6'].map((name) => readFile(`/proc/${pid}/net/${name}`, 'utf8').catch(() => ''));
  return addressesIn((await Promise.all(tables)).join('\n'), port);
}

/** The addresses on which something listens at a port, by the text of /proc/net/tcp and /proc/net/tcp6. */
export function addressesIn(tables: string, port: number): string[] | undefined {
  if (!tables.includes(tableHead)) return undefined;
  const wanted = port.toString(16).toUpperCase().padStart(4, '0');
  const found = tables.split('\n').flatMap((line) => {
    const [, address = '', at, state] = /^\s*\d+: ([\dA-F]+):([\dA-F]{4}) \S+ ([\dA-F]{2}) /.exec(line) ?? [];
    return at === wanted && state === listenState ? [addressOf(address)] : [];
  });
  return [...new Set(found)];
}

/** Whether only programs in the same network reach an address. */
export const isLoopback = (address: string): boolean => address === '::1' || address.startsWith('127.');

/** The kernel prints words of 32 bits, each in the byte order of the machine: the first byte comes last. */
function addressOf(hex: string): string {
  const bytes = (hex.match(/.{8}/g) ?? []).flatMap((word) => [...Buffer.from(word, 'hex')].reverse());
  if (bytes.length === 4) return bytes.join('.');
  const text = Buffer.from(bytes).toString('hex');
  if (text.startsWith('00000000000000000000ffff')) return bytes.slice(12).join('.');
  return new URL(`http://[${(text.match(/.{4}/g) ?? []).join(':')}]`).hostname.slice(1, -1);
}
