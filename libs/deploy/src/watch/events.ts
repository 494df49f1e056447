import { type Service, type ServiceEvent } from '../aws/shapes';

/** What an event says: every message begins with the name of the service in brackets. */
export const messageOf = ({ message = '' }: ServiceEvent): string => message.replace(/^\(service [^)]*\) /, '');

/** What the events of a service say since a moment in milliseconds since 1970, the newest first. */
export const messagesSince = ({ events = [] }: Service, since: number): string[] =>
  events.filter(({ createdAt }) => (createdAt?.getTime() ?? 0) >= since).map(messageOf);

/** When ECS completed a deployment, in milliseconds since 1970; undefined where its events do not say so. */
export const completedAt = ({ events = [] }: Service, deploymentId: string): number | undefined =>
  events
    .find((event) => messageOf(event) === `(deployment ${deploymentId}) deployment completed.`)
    ?.createdAt?.getTime();
