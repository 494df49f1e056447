import { setMaxListeners } from 'node:events';
import { type Environment, projectOf } from '@longshore/model';
import { lazily } from '../aws/connection';
import { openAws } from '../aws/open-aws';
import { actorOf } from '../coordinator/actor';
import { openPlace, type Place } from '../coordinator/place';
import { type History, openHistory } from '../git/history';
import { Poller } from '../watch/poller';
import { paceOf } from '../watch/pace';

/** An environment that a command talks to, outside of any run. */
export interface OpenEnvironment {
  environment: Environment;
  history: History;
  /** Who asks. */
  actor: string;
  signal: AbortSignal;
  place: () => Promise<Place>;
  poller: () => Promise<Poller>;
  /** The Nx project of a service; of one that the workspace does not have, its name. */
  projectOf(service: string): string;
}

/**
 * Opens an environment; nothing is asked yet.
 * @param workspace folder whose git history tells of commits, and whose services have projects
 */
export function openEnvironment(environment: Environment, workspace: string, signal: AbortSignal): OpenEnvironment {
  // Every call that is under way listens to it, and a ledger is read by many at once.
  setMaxListeners(0, signal);
  const place = openPlace(environment, openAws(environment, signal));
  return {
    environment,
    history: openHistory(workspace),
    actor: actorOf(process.env),
    signal,
    projectOf: (service) => projectOf(workspace, service),
    place,
    poller: lazily(async () => {
      const { cluster } = await place();
      const describe = (names: string[]) => cluster.services.describe(names);
      return new Poller({ describe, pace: paceOf(environment.spec.embedded), signal });
    }),
  };
}
