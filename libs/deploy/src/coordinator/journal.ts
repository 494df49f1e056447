import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Emit, type RunEvent, type RunSummary } from '@longshore/model';

/** What a run leaves on disk, and tells those who follow it. */
export interface Journal {
  emit: Emit;
  /** Tells what happens to a service, from what has happened so far on; returns what ends that. */
  follow(service: string, listener: (event: RunEvent) => void): () => void;
  conclude(summary: RunSummary): void;
}

/** Opens the folder of a run: `events.ndjson`, and `summary.json` at its end. Nothing is made before the first event. */
export function openJournal(folder: string, run: string): Journal {
  const past: RunEvent[] = [];
  const followers = new Set<(event: RunEvent) => void>();
  return {
    emit: (body) => {
      const event: RunEvent = { ...body, at: new Date().toISOString(), run };
      if (past.push(event) === 1) mkdirSync(folder, { recursive: true });
      appendFileSync(join(folder, 'events.ndjson'), `${JSON.stringify(event)}\n`);
      for (const follower of followers) follower(event);
    },
    follow: (service, listener) => {
      const follower = (event: RunEvent) => {
        if ('service' in event && event.service === service) listener(event);
      };
      past.forEach(follower);
      followers.add(follower);
      return () => followers.delete(follower);
    },
    conclude: (summary) => {
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, 'summary.json'), `${JSON.stringify(summary, undefined, 2)}\n`);
    },
  };
}
