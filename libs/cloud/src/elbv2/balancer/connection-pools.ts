import { type Clock, type Target } from '../../kernel';
import { ConnectionPool } from './connection-pool';
import { type TurnEnd } from './turn-end';

/** The connection pools of all targets, by address. */
export class ConnectionPools {
  private readonly pools = new Map<string, ConnectionPool>();

  constructor(
    private readonly turnEnd: TurnEnd,
    private readonly clock: Clock,
  ) {}

  /** The pool of a target, made where there is none. */
  of(target: Target): ConnectionPool {
    const key = keyOf(target);
    let pool = this.pools.get(key);
    if (!pool) {
      pool = new ConnectionPool(target, this.turnEnd, this.clock);
      this.pools.set(key, pool);
    }
    return pool;
  }

  /** How many requests are under way to a target. */
  underWay(target: Target): number {
    return this.pools.get(keyOf(target))?.underWay ?? 0;
  }

  /** Keeps the pools of these targets alone: others close their idle connections, and the rest when it is free. */
  keep(targets: Target[]): void {
    const kept = new Set(targets.map(keyOf));
    for (const [key, pool] of this.pools) {
      if (kept.has(key)) continue;
      pool.retire();
      this.pools.delete(key);
    }
  }
}

const keyOf = ({ id, port }: Target): string => `${id}:${port}`;
