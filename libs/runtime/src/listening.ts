import { readdir, readFile, readlink } from 'node:fs/promises';

/** The head of the kernel's tables of sockets, by which they are known. */
const tableHead = 'local_address';
/** Where Docker Engine answers the DNS queries of a container, in the container's own network. */
const engineResolver = '127.0.0.11';
/** TCP_LISTEN in those tables. */
const listenState = '0A';

/**
 * The addresses on which something listens at a port, in the network of a process; undefined if that cannot be read, as
 * on systems without /proc.
 */
export const listeningOf = async (pid: number, port: number): Promise<string[] | undefined> =>
  addressesIn(await tablesOf(pid), port);

/** The kernel's tables of sockets in the network of a process; empty if they cannot be read. */
export async function tablesOf(pid: number): Promise<string> {
  const tables = ['tcp', 'tcp6'].map((name) => readFile(`/proc/${pid}/net/${name}`, 'utf8').catch(() => ''));
  return (await Promise.all(tables)).join('\n');
}

/** The inodes of the sockets that a process has open. */
export async function socketsOf(pid: number): Promise<Set<string>> {
  const names = await readdir(`/proc/${pid}/fd`).catch(() => []);
  const links = await Promise.all(names.map((name) => readlink(`/proc/${pid}/fd/${name}`).catch(() => '')));
  return new Set(links.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []));
}

/** The addresses on which something listens at a port, by the text of /proc/net/tcp and /proc/net/tcp6. */
export function addressesIn(tables: string, port: number): string[] | undefined {
  if (!tables.includes(tableHead)) return undefined;
  const found = listenersIn(tables).filter((listener) => listener.port === port);
  return [...new Set(found.map(({ address }) => address))];
}

/**
 * The ports at which something listens, by the same text.
 * @param sockets inodes of the sockets that count; all unless set
 */
export function portsIn(tables: string, sockets?: ReadonlySet<string>): number[] | undefined {
  if (!tables.includes(tableHead)) return undefined;
  const found = listenersIn(tables).filter(
    ({ address, inode }) => address !== engineResolver && (!sockets || sockets.has(inode)),
  );
  return [...new Set(found.map(({ port }) => port))];
}

/** A line has: slot, local address, remote address, state, queues, timer, retransmissions, user, timeout, inode. */
const listenersIn = (tables: string): { address: string; port: number; inode: string }[] =>
  tables.split('\n').flatMap((line) => {
    const [, local = '', , state, , , , , , inode = ''] = line.trim().split(/\s+/);
    const [address = '', port = ''] = local.split(':');
    return state === listenState ? [{ address: addressOf(address), port: Number.parseInt(port, 16), inode }] : [];
  });

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
