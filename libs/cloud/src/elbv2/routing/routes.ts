import { type Action } from '@aws-sdk/client-elastic-load-balancing-v2';
import { type Listener, type Rule } from '../state';
import { type RequestFacts, type Test, testOf } from './conditions';
import { groupsOf, type WeightedGroup } from './forward';

/** A rule, ready to be evaluated. */
export interface Route {
  /** All must hold. */
  tests: Test[];
  action: Action;
  /** Where a forward action sends requests. */
  groups: WeightedGroup[];
}

/** The routes of a listener in the order in which they are tried: by priority, the default last. */
export function routesOf(listener: Listener, rules: Rule[]): Route[] {
  const byPriority = rules
    .filter(({ listenerArn }) => listenerArn === listener.arn)
    .sort((one, other) => one.priority - other.priority);
  return [...byPriority, { conditions: [], actions: listener.actions }].flatMap(({ conditions, actions }) => {
    // The routing action is the last; what may come before it (authentication) is refused when a rule is made.
    const action = actions.at(-1);
    return action ? [{ tests: conditions.map(testOf), action, groups: groupsOf(action) }] : [];
  });
}

/** The first route whose conditions a request satisfies. */
export const chooseRoute = (routes: Route[], facts: RequestFacts): Route | undefined =>
  routes.find(({ tests }) => tests.every((test) => test(facts)));
