import { type Clock, type Target } from '../../kernel';
import { type ConnectionOwner, TargetConnection } from './target-connection';
import { type TurnEnd } from './turn-end';

/** The connections to one target, kept alive between requests. */
export class ConnectionPool implements ConnectionOwner {
  private readonly idle: TargetConnection[] = [];
  private readonly open = new Set<TargetConnection>();
  private waiting = 0;
  private retired = false;

  constructor(
    private readonly target: Target,
    private readonly turnEnd: TurnEnd,
    private readonly clock: Clock,
  ) {}

  /** How many requests are under way. */
  get underWay(): number {
    return this.open.size - this.idle.length + this.waiting;
  }

  /**
   * Gives a request its connection: the one that idled the shortest, or a new one. It does so at the end of the turn: by
   * then those are gone that their target closed before, which a process that was held up learns late.
   */
  take(use: (connection: TargetConnection) => void): void {
    this.waiting += 1;
    this.turnEnd.put(() => {
      this.waiting -= 1;
      use(this.free());
    });
  }

  /** The target gets no new requests: idle connections close, the others when their request is over. */
  retire(): void {
    this.retired = true;
    for (const connection of this.idle.splice(0)) connection.destroy();
  }

  /** Closes every connection. */
  destroy(): void {
    this.retire();
    for (const connection of this.open) connection.destroy();
  }

  onFree(connection: TargetConnection): void {
    if (this.retired) return connection.destroy();
    connection.rest();
    this.idle.push(connection);
  }

  onGone(connection: TargetConnection): void {
    this.open.delete(connection);
    const index = this.idle.indexOf(connection);
    if (index >= 0) this.idle.splice(index, 1);
  }

  private free(): TargetConnection {
    for (let connection = this.idle.pop(); connection; connection = this.idle.pop()) {
      if (connection.usable) return connection;
      connection.destroy();
    }
    return this.connect();
  }

  private connect(): TargetConnection {
    const connection = new TargetConnection(this.target, this, this.clock);
    this.open.add(connection);
    return connection;
  }
}
