import type Docker from 'dockerode';

/** A network of the engine. */
export interface Network {
  readonly name: string;
  /** The address on this machine that containers of the network reach. */
  readonly gateway: string | undefined;
}

/** Makes the network, unless it is there. */
export async function ensureNetwork(docker: Docker, name: string, labels: Record<string, string>): Promise<Network> {
  try {
    return await findNetwork(docker, name);
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode !== 404) throw error;
  }
  try {
    await docker.createNetwork({ Name: name, Driver: 'bridge', CheckDuplicate: true, Labels: labels });
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode !== 409) throw error; // somebody else was faster
  }
  return findNetwork(docker, name);
}

async function findNetwork(docker: Docker, name: string): Promise<Network> {
  const { IPAM } = await docker.getNetwork(name).inspect();
  // Elsewhere the engine runs in a virtual machine, which has a name for what it runs on.
  const gateway = process.platform === 'linux' ? IPAM?.Config?.[0]?.['Gateway'] : 'host.docker.internal';
  return { name, gateway };
}
