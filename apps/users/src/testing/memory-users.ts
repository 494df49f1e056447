import { randomUUID } from 'node:crypto';
import { type NewUser, type User, type Users } from '../users';

/** Users for as long as a test runs. */
export class MemoryUsers implements Users {
  private readonly users = new Map<string, User>();

  create(wanted: NewUser): Promise<User | undefined> {
    if ([...this.users.values()].some(({ handle }) => handle === wanted.handle)) return Promise.resolve(undefined);
    const user = { id: randomUUID(), ...wanted, createdAt: new Date() };
    this.users.set(user.id, user);
    return Promise.resolve(user);
  }

  list(limit: number): Promise<User[]> {
    return Promise.resolve([...this.users.values()].reverse().slice(0, limit));
  }

  find(id: string): Promise<User | undefined> {
    return Promise.resolve(this.users.get(id));
  }

  delete(id: string): Promise<boolean> {
    return Promise.resolve(this.users.delete(id));
  }
}
