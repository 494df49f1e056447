/** Where CI systems say at which address a job is seen: CircleCI, GitLab, Buildkite, Jenkins. */
const addresses = ['CIRCLE_BUILD_URL', 'CI_JOB_URL', 'BUILDKITE_BUILD_URL', 'BUILD_URL'];

/** The page of the CI job that runs this process; undefined where there is none. */
export function ciJobOf(variables: NodeJS.ProcessEnv): string | undefined {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: id } = variables;
  if (server && repository && id) return `${server}/${repository}/actions/runs/${id}`;
  return addresses.map((name) => variables[name]).find(Boolean);
}
