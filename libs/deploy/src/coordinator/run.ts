import { setMaxListeners } from 'node:events';
import { type Environment, type Service, unknownService } from '@longshore/model';
import { type EcrRegistry, openEcr } from '@longshore/registry';
import { lazily } from '../aws/connection';
import { openAws } from '../aws/open-aws';
import { type Aws } from '../aws/ports';
import { type Service as EcsService } from '../aws/shapes';
import { type Origin } from '../gate/rules';
import { type CommitInfo, type History } from '../git/history';
import { Poller } from '../watch/poller';
import { paceOf } from '../watch/pace';
import { type LocalImages, type Targets } from './coordinator';
import { tagOf } from './image-tags';
import { type Journal, openJournal } from './journal';
import { openPlace, type Place } from './place';
import { strangersOf } from './renamed';

/** What a coordinator is made for. */
export interface RunOptions {
  /** Every service of the workspace. */
  services: Service[];
  environment: Environment;
  /** The run's name, that of its folder too. */
  run: string;
  /** Folder of `events.ndjson` and `summary.json`; made where it is missing. */
  folder: string;
  /** The commit that is shipped, 40 hexadecimal digits. */
  commit: string;
  /** Whether the files are those of the commit. */
  isClean: boolean;
  /** Where the release comes from. */
  origin: Origin;
  /** The history that the commit is part of. */
  history: History;
  images: LocalImages;
  /** What `afterDeploy` names. */
  targets: Targets;
  /** The environment that `promotesFrom` names: its images are taken, with their records. */
  earlier?: Environment | undefined;
  /** Who releases. */
  actor: string;
  /** Ends the watch of rollouts: they go on in ECS. */
  signal: AbortSignal;
}

/** A run under way: what all its steps share. */
export interface Run extends RunOptions {
  aws: Aws;
  journal: Journal;
  place: () => Promise<Place>;
  poller: () => Promise<Poller>;
  /** Live services that the workspace does not have, by name; read once. */
  strangers: () => Promise<ReadonlyMap<string, EcsService>>;
  /** How requests are given back that services of the run have taken, by service; the last one to take them comes last. */
  routesTaken: Map<string, () => Promise<void>>;
  /** What git says of the commit. */
  about: () => Promise<CommitInfo | undefined>;
  registry: EcrRegistry;
  /** The registry of the environment before, where there is one. */
  earlierRegistry: EcrRegistry | undefined;
  /** @throws LS1004 */
  serviceOf(name: string): Service;
  /** The Nx project of a service; of one that the workspace does not have, its name. */
  projectOf(service: string): string;
}

/** Opens what a run works with; nothing is loaded or asked yet. */
export function openRun(options: RunOptions): Run {
  const { environment, signal, services } = options;
  // Every call that is under way listens to it, and many are at once.
  setMaxListeners(0, signal);
  const aws = openAws(environment, signal);
  const place = openPlace(environment, aws);
  return {
    ...options,
    aws,
    place,
    strangers: lazily(() => strangersOf({ environment, services, place })),
    routesTaken: new Map(),
    about: lazily(() => options.history.about(options.commit)),
    journal: openJournal(options.folder, options.run),
    poller: lazily(async () => {
      const { cluster } = await place();
      return new Poller({
        describe: (names) => cluster.services.describe(names),
        pace: paceOf(environment.spec.embedded),
        signal,
      });
    }),
    registry: openEcr({ region: environment.spec.region, mutableTags: branchTags(options) }),
    earlierRegistry: options.earlier && openEcr(options.earlier.spec),
    serviceOf: (name) => {
      const found = services.find((service) => service.name === name);
      if (!found) throw unknownService(name, services);
      return found;
    },
    projectOf: (name) => services.find((service) => service.name === name)?.project ?? name,
  };
}

/** The branch that ships to the environment, and the one that is checked out: their tags move with them. */
const branchTags = ({ origin, environment }: RunOptions): string[] => [
  ...new Set([environment.spec.branch, origin.branch].flatMap((name) => (name ? [tagOf(name)] : []))),
];
