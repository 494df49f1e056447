/** Thrown where a listener's port cannot be opened on this machine: by another process, or for lack of rights. */
export class PortInUseError extends Error {
  override readonly name = 'PortInUseError';

  constructor(
    readonly port: number,
    /** The system's word for it, as `EADDRINUSE` or `EACCES`. */
    readonly code: string,
  ) {
    super(`port ${port} of 127.0.0.1 cannot be opened: ${code}`);
  }
}
