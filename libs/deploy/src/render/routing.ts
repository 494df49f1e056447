import { type Resources } from '../read/resources';
import { type ResolvedService } from '../resolve/resolve-service';
import {
  renderAttributes,
  renderTargetGroup,
  type TargetGroupAttributes,
  type TargetGroupSettings,
} from './target-group';

/** How the load balancer is to reach a service. */
export interface DesiredRouting {
  containerName: string;
  containerPort: number;
  targetGroup: TargetGroupSettings;
  attributes: TargetGroupAttributes;
  /** Path patterns of the listener's rule. */
  paths: string[];
  /** Hosts of the rule; undefined for all. */
  hosts: string[] | undefined;
}

/** Renders how requests reach a service; undefined where none do. */
export const renderRouting = (
  { name, http, rollout }: ResolvedService,
  resources: Resources,
): DesiredRouting | undefined =>
  http && {
    containerName: name,
    containerPort: http.port,
    targetGroup: renderTargetGroup(http, resources),
    attributes: renderAttributes(rollout),
    paths: http.paths,
    hosts: http.hosts,
  };
