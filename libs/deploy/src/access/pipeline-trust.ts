import { type Environment } from '@longshore/model';
import { partitionOf } from './partition';
import { type Right } from './policy';

/** Whose jobs may take a role: a repository on GitHub, or a project on CircleCI. */
export type TrustedJobs =
  | { provider: 'github'; /** As `OWNER/NAME`. */ repository: string }
  | { provider: 'circleci'; /** The ids that CircleCI shows in its settings. */ organization: string; project: string };

/** The trust policy of a role as JSON. */
export interface TrustPolicy {
  Version: '2012-10-17';
  Statement: [
    {
      Effect: 'Allow';
      Principal: { Federated: string };
      Action: 'sts:AssumeRoleWithWebIdentity';
      Condition: Partial<Record<'StringEquals' | 'StringLike', Record<string, string>>>;
    },
  ];
}

/** Which jobs of the generated pipelines may take a role of an environment, by their OpenID Connect token. */
export function pipelineTrust(environment: Environment, jobs: TrustedJobs, right: Right): TrustPolicy {
  const { issuer, audience, subject } = claimsOf(environment, jobs, right);
  const { account, region } = environment.spec;
  const isPattern = subject.includes('*');
  const named = { [`${issuer}:aud`]: audience, ...(!isPattern && { [`${issuer}:sub`]: subject }) };
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Federated: `arn:${partitionOf(region)}:iam::${account}:oidc-provider/${issuer}` },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: { StringEquals: named, ...(isPattern && { StringLike: { [`${issuer}:sub`]: subject } }) },
      },
    ],
  };
}

interface Claims {
  /** The identity provider, without its scheme. */
  issuer: string;
  audience: string;
  /** May have `*`. */
  subject: string;
}

/**
 * The subject of GitHub's token names the environment of the job, and no branch then; a plan runs for a pull request, in
 * no environment. Sources: "OpenID Connect reference", GitHub docs; "Using OpenID Connect tokens in jobs", CircleCI docs.
 */
function claimsOf({ name, spec }: Environment, jobs: TrustedJobs, right: Right): Claims {
  if (jobs.provider === 'github') {
    return {
      issuer: 'token.actions.githubusercontent.com',
      audience: spec.region.startsWith('cn-') ? 'sts.amazonaws.com.cn' : 'sts.amazonaws.com',
      subject: `repo:${jobs.repository}:${right === 'deploy' ? `environment:${name}` : 'pull_request'}`,
    };
  }
  const { organization, project } = jobs;
  const branch = right === 'deploy' && spec.branch !== undefined ? spec.branch : '*';
  return {
    issuer: `oidc.circleci.com/org/${organization}`,
    audience: organization,
    subject: `org/${organization}/project/${project}/user/*/vcs-origin/*/vcs-ref/refs/heads/${branch}`,
  };
}
