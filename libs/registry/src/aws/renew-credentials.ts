import { type Profile, readProfiles } from './profiles';

/** Whether AWS, or the SDK before it asks AWS, refuses the credentials themselves: they have expired or are unknown. */
export const areCredentialsRefused = ({ name, message }: Error): boolean =>
  /ExpiredToken|RequestExpired|TokenRefreshRequired|InvalidClientTokenId|UnrecognizedClient|InvalidAccessKeyId/.test(
    name,
  ) || /security token .*(expired|invalid)/i.test(message);

const signIn = 'sign in (aws login, or aws sso login), or set AWS_PROFILE or AWS_ACCESS_KEY_ID';

/**
 * The command that renews the credentials in use. Their kind is found in the order in which the AWS SDK looks for them:
 * profile that is named, variables, default profile, web identity, role of the machine.
 */
export function renewCredentials(variables: NodeJS.ProcessEnv): string {
  const { AWS_PROFILE: named, AWS_ACCESS_KEY_ID: key, AWS_WEB_IDENTITY_TOKEN_FILE: token } = variables;
  const profiles = readProfiles(variables);
  if (named === undefined && key !== undefined) return renewVariables(variables);
  const ofProfile = renewProfile(named ?? 'default', profiles);
  if (ofProfile !== undefined) return ofProfile;
  if (token !== undefined) return inJob(variables) ?? `renew the web identity token in ${token}`;
  const hasRole = /^AWS_CONTAINER_CREDENTIALS_/m.test(Object.keys(variables).join('\n'));
  return hasRole ? 'check the role of this container: aws sts get-caller-identity' : signIn;
}

/** Temporary keys in variables of a CI job come from OIDC: the step that got them has to run again. */
function renewVariables(variables: NodeJS.ProcessEnv): string {
  if (variables['AWS_SESSION_TOKEN'] === undefined) {
    return 'set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY to a key that is active: aws iam list-access-keys';
  }
  const again = 'set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN anew';
  return inJob(variables) ?? `${again}: eval "$(aws configure export-credentials --format env --profile NAME)"`;
}

function inJob({ GITHUB_ACTIONS, GITHUB_RUN_ID: run, CIRCLECI, CI }: NodeJS.ProcessEnv): string | undefined {
  if (GITHUB_ACTIONS) {
    return `gh run rerun ${run ?? 'RUN_ID'} --failed; for longer jobs raise role-duration-seconds of aws-actions/configure-aws-credentials`;
  }
  const longer = 'for longer jobs raise the duration of the session where the job takes its role by OIDC';
  if (CIRCLECI) return `rerun the workflow from its failed job; ${longer}`;
  return CI ? `run the job again; ${longer}` : undefined;
}

/** Undefined for a profile that names no credentials. */
function renewProfile(name: string, profiles: Map<string, Profile>, seen: readonly string[] = []): string | undefined {
  const profile = profiles.get(name);
  if (!profile || seen.includes(name)) return undefined;
  const flag = name === 'default' ? '' : ` --profile ${quoted(name)}`;
  if (profile['sso_session'] ?? profile['sso_start_url']) return `aws sso login${flag}`;
  if (profile['login_session']) return `aws login${flag}`;
  const { source_profile: source, credential_process: program } = profile;
  if (source !== undefined && source !== name) return renewProfile(source, profiles, [...seen, name]);
  if (program) return `renew what the credential_process of profile ${name} reads: ${program}`;
  if (profile['web_identity_token_file'])
    return `renew the web identity token in ${profile['web_identity_token_file']}`;
  return profile['aws_access_key_id'] ? `aws configure${flag}` : undefined;
}

/** A name that a shell takes as one word. */
const quoted = (name: string): string => (/^[\w.@+-]+$/.test(name) ? name : `'${name.replaceAll("'", `'\\''`)}'`);
