import {
  type Check,
  type Environment,
  type Plan,
  type Renaming,
  type Route,
  sharedPaths,
  tags,
} from '@longshore/model';
import { awsCommand } from '../aws/command-line';
import { type Rule } from '../aws/shapes';
import { tagsOf } from '../aws/tags';
import { servePrefix } from '../development/names';
import { priorityIn } from '../plan/delta';
import { forwardsTo, type Routing } from '../read/live';
import { type Desired } from '../render/desired';
import { namesOf } from '../render/names';
import { isNarrower, routeOf, showRoute } from '../route/route';
import { type Claim } from '../route/steps';
import { type Run } from './run';

/** Another service that gets requests which a service is to get. */
export interface Rival {
  service: string;
  targetGroupArn: string;
  rule: Rule;
  /** False where a service of the environment is gone from ECS, and has left its rule and target group. */
  isRunning: boolean;
  /** What both are for. */
  shared: Route;
  /**
   * Whether it gives them up: its file says so, or the commit no longer has it, though it was released from an earlier
   * one, or it is the one that is renamed. Of others we know nothing.
   */
  standing: 'gives-up' | 'removed' | 'renamed' | 'wants' | 'unknown';
}

/** A service of the workspace and what it is to get. */
interface NamedClaim extends Claim {
  service: string;
}

/** What the other services of the workspace are to get. */
export const claimsOf = ({ services, environment }: Run, service: string): NamedClaim[] =>
  services.flatMap(({ name, spec }) =>
    name !== service && spec.kind === 'http'
      ? [{ service: name, targetGroup: namesOf(environment.name, name).targetGroup, route: spec.route }]
      : [],
  );

/** Compares what a service is to get with the listener's live rules. */
export async function rivalsOf(
  run: Run,
  { release, names, routing }: Desired,
  live: Routing,
  renames: Renaming | undefined,
): Promise<Rival[]> {
  if (!routing) return [];
  const claims = claimsOf(run, release.service);
  const found = live.targetGroups
    .filter(({ TargetGroupName: name = '' }) => name !== names.targetGroup && !name.startsWith(servePrefix))
    .flatMap(({ TargetGroupName: targetGroup = '', TargetGroupArn: targetGroupArn = '' }) =>
      live.rules
        .filter((rule) => forwardsTo(rule, targetGroupArn) && !isNarrower(rule))
        .map((rule) => ({ targetGroup, targetGroupArn, rule, paths: sharedPaths(routing, routeOf(rule)) }))
        .filter(({ paths }) => paths.length > 0),
    );
  return Promise.all(
    found.map(async ({ targetGroup, paths, ...rest }) => {
      const shared = { paths, hosts: routing.hosts };
      const standing = await standingOf(run, targetGroup, shared, claims);
      const isRenamed = standing.service === renames?.from;
      return { ...rest, shared, ...standing, ...(isRenamed && { standing: 'renamed' as const }) };
    }),
  );
}

type Standing = Pick<Rival, 'service' | 'standing' | 'isRunning'>;

async function standingOf(run: Run, targetGroup: string, shared: Route, claims: NamedClaim[]): Promise<Standing> {
  const claim = claims.find((each) => each.targetGroup === targetGroup);
  if (!claim) return strangerOf(run, targetGroup);
  const standing = sharedPaths(claim.route, shared).length > 0 ? 'wants' : 'gives-up';
  return { service: claim.service, standing, isRunning: true };
}

/** What was released from a commit before this one, and is not in it, was removed or renamed since. */
async function strangerOf(run: Run, targetGroup: string): Promise<Standing> {
  const { environment, commit, history, services } = run;
  const place = await run.place();
  const prefix = namesOf(environment.name, '').service;
  const folders = (await place.cluster.services.names())
    .filter((name) => name.startsWith(prefix))
    .map((name) => name.slice(prefix.length));
  const service = folders.find((name) => namesOf(environment.name, name).targetGroup === targetGroup);
  if (service === undefined) {
    const left = targetGroup.startsWith(prefix) ? targetGroup.slice(prefix.length) : targetGroup;
    return { service: left, standing: 'unknown', isRunning: left === targetGroup };
  }
  const isHere = services.some(({ name }) => name === service);
  const before = tagsOf((await place.service(namesOf(environment.name, service).service))?.tags)[tags.commit];
  const isRemoved = !isHere && before !== undefined && (await history.isAncestor(before, commit)) === true;
  return { service, standing: isRemoved ? 'removed' : 'unknown', isRunning: true };
}

/** Whether a service may have what a rival gets now. */
export const givesUp = ({ standing }: Rival): boolean => ['gives-up', 'removed', 'renamed'].includes(standing);

/** What a plan says of those who give up requests. */
export const takeOversOf = (rivals: Rival[], environment: string): NonNullable<Plan['takesOver']> =>
  rivals.filter(givesUp).map(({ service, shared, standing }) => ({
    from: service,
    route: showRoute(shared),
    ...(standing === 'removed' && { remove: `npx longshore destroy ${service} -e ${environment}` }),
  }));

/** Checks that nobody gets the same requests who goes on wanting them: which of two equal rules wins is chance. */
export const checkRivals = (rivals: Rival[], environment: Environment): Check[] =>
  rivals
    .filter((rival) => !givesUp(rival))
    .map((rival) => ({
      subject: `route ${showRoute(rival.shared)}`,
      result: 'FAIL',
      what: `rule ${priorityIn(rival.rule)} of the listener sends it to ${rival.service}${
        rival.standing === 'wants'
          ? ', which wants it as well'
          : ', which neither this workspace has nor a commit before it that this clone knows'
      }`,
      fix: fixOf(rival, environment),
    }));

function fixOf({ service, standing, rule, isRunning }: Rival, { name, spec }: Environment): string {
  if (!isRunning) return `npx longshore destroy ${service} -e ${name}`;
  if (standing === 'wants') return `npx longshore explain ${service} -e ${name}`;
  return awsCommand(spec, `elbv2 describe-rules --rule-arns ${rule.RuleArn}`);
}
