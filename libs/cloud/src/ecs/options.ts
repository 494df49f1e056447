import { type CloudEvent } from './cloud-events';
import { type UsedImages } from './used-images';
import { type Runtime } from '@longshore/runtime';
import {
  type AwsService,
  type Clock,
  type Images,
  type LogStreams,
  type Parameters,
  type Secrets,
  type Store,
  type Target,
  type TargetGroups,
} from '../kernel';

/** What ECS works with. */
export interface EcsOptions {
  /** Keeps the slice `ecs`. */
  store: Store;
  clock: Clock;
  /** Runs the containers of tasks. */
  runtime: Runtime;
  images: Images;
  targetGroups: TargetGroups;
  /** The most services that a cluster may have; the default quota where it is missing. */
  servicesPerCluster?: number;
  /** Where the `secrets` of container definitions are read that are no ARNs of Secrets Manager, and those that are. */
  parameters: Parameters;
  secrets: Secrets;
  /** Where containers write whose log driver is `awslogs`. */
  logStreams: LogStreams;
  /** Milliseconds until AWS takes a task of FARGATE_SPOT back that runs a revision, by ARN; undefined where it does not. */
  spotInterruption?(taskDefinitionArn: string): number | undefined;
  /** Folder of one log file a task, `<taskId>.log`; made where it is missing. */
  logsDir: string;
}

/** The emulated ECS: its API, and what runs behind it. */
export interface Ecs {
  readonly service: AwsService;
  /**
   * Marks tasks of a former life as stopped, and lets the schedulers bring every service to its desired count.
   * @param endpoint base URL of the cloud, where tasks find their metadata; without one they are told of none
   */
  start(endpoint?: string): Promise<void>;
  /** Answers the task metadata endpoint by path; undefined where there is nothing. */
  metadata(path: string): Promise<Record<string, unknown> | undefined>;
  /** What happened to every service and task that is still known, oldest first. */
  events(): CloudEvent[];
  /** Which images are in use. */
  usedImages(): UsedImages;
  /** The part of the CPU time that the task behind a target asked for and got, from 0.1 to 1. */
  cpuShareOf(target: Target): Promise<number>;
  /** Ends every task at once, without draining; the state stays, so that a later start goes on from it. */
  stop(): Promise<void>;
}
