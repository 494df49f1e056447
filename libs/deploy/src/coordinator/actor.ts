import { userInfo } from 'node:os';
import { tagValue } from '../aws/tags';

/** Where CI systems say who caused a run: GitHub, CircleCI, GitLab, Buildkite, Jenkins. */
const variables = ['GITHUB_ACTOR', 'CIRCLE_USERNAME', 'GITLAB_USER_LOGIN', 'BUILDKITE_BUILD_CREATOR', 'BUILD_USER_ID'];

/** Who releases: whom CI names, else the user of this machine; in characters that a tag may have. */
export function actorOf(environment: NodeJS.ProcessEnv): string {
  const named = variables.map((variable) => environment[variable]).find(Boolean);
  return tagValue(named ?? userName());
}

/** A container may run as a user that has no name. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'unknown';
  }
}
