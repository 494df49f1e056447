/** A kind of secret that is known by its content. */
export interface SecretKind {
  name: string;
  /** Global; a group is the secret where not all of the match is. */
  pattern: RegExp;
  /** Says no to a match that is no secret. */
  accepts?: (match: string) => boolean;
}

/** No letter, digit or sign of a token before, or it would be part of something longer. */
const token = (source: string): RegExp => new RegExp(`(?<![A-Za-z0-9_-])(?:${source})(?![A-Za-z0-9])`, 'g');

/** What divides a header from the key in source code, JSON (also within JSON) and YAML, and the headers of old PEM files. */
const divider =
  String.raw`(?:\\+[nrt]|[\s"'+,` + '`' + String.raw`]|(?:Proc-Type|DEK-Info|Version|Comment):[^\n\\]{0,100})*`;

const pemHeader = /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----/;

/**
 * Formats that their makers document, so that a match is hardly ever something else. What has no format of its own, as
 * a password, is not found.
 */
export const secretKinds: readonly SecretKind[] = [
  // RFC 7468, RFC 9580: a header alone is no key, and the first line is the same for many keys of OpenSSH.
  { name: 'private key', pattern: new RegExp(`${pemHeader.source}${divider}([A-Za-z0-9+/]{24}[^-]{0,8000})`, 'g') },
  {
    name: 'private key in base64',
    pattern: /LS0tLS1CRUdJTi[A-Za-z0-9+/]{60,}/g,
    accepts: (match) => pemHeader.test(Buffer.from(match.slice(0, 80), 'base64').toString('latin1')),
  },
  // RFC 7517: the member `d` is the private part, in either order with the type of the key.
  {
    name: 'private JSON Web Key',
    pattern: /"kty"\s*:\s*"(?:EC|RSA|OKP)"[^{}]{0,4000}?"d"\s*:\s*"([A-Za-z0-9_-]{40,})"/g,
  },
  {
    name: 'private JSON Web Key',
    pattern: /"d"\s*:\s*"([A-Za-z0-9_-]{40,})"[^{}]{0,4000}?"kty"\s*:\s*"(?:EC|RSA|OKP)"/g,
  },
  {
    name: 'PuTTY private key',
    pattern: /PuTTY-User-Key-File-[23]:[\s\S]{1,4000}?Private-Lines: \d+\s+([A-Za-z0-9+/]{24}[^-]{0,8000})/g,
  },
  // https://github.com/FiloSottile/age
  { name: 'age private key', pattern: token('AGE-SECRET-KEY-1[0-9A-Z]{58}') },
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html
  {
    name: 'AWS secret access key',
    pattern:
      /(?:aws|secret)[\w.-]{0,20}(?:secret|access)[\w.-]{0,20}["']?\s*(?:[:=]|=>)\s*["']?([A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])/gi,
  },
  // https://github.blog/engineering/behind-githubs-new-authentication-token-formats/
  { name: 'GitHub token', pattern: token('gh[pousr]_[A-Za-z0-9]{36,251}|github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}') },
  // https://docs.gitlab.com/security/tokens/#token-prefixes
  { name: 'GitLab token', pattern: token('gl(?:pat|dt|rt|ptt|cbt|ft|soat|agent|oas)-[A-Za-z0-9_.-]{20,300}') },
  // https://docs.slack.dev/authentication/tokens
  {
    name: 'Slack token',
    pattern: token('xox[abeoprs](?:\\.xox[bp])?-[A-Za-z0-9-]{20,250}|xapp-\\d-[A-Za-z0-9-]{20,250}'),
  },
  // https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
  {
    name: 'Slack webhook',
    pattern: /hooks\.slack\.com\/(?:services|workflows)\/([A-Za-z0-9]{8,}\/[A-Za-z0-9]{8,}\/[A-Za-z0-9/]{16,})/g,
  },
  // https://docs.stripe.com/keys
  { name: 'Stripe key', pattern: token('[rs]k_(?:live|test)_[A-Za-z0-9]{16,250}|whsec_[A-Za-z0-9+/]{32,}') },
  // https://docs.npmjs.com/about-access-tokens
  { name: 'npm token', pattern: token('npm_[A-Za-z0-9]{36}') },
  {
    name: 'registry token',
    pattern: /:_authToken\s*=\s*"?([A-Za-z0-9_.+/-]{16,})/g,
    // Without a digit it is a word that stands for one.
    accepts: (match) => /\d/.test(match),
  },
  // https://cloud.google.com/docs/authentication
  { name: 'Google OAuth client secret', pattern: token('GOCSPX-[A-Za-z0-9_-]{28}') },
  // https://learn.microsoft.com/azure/storage/common/storage-configure-connection-string
  { name: 'Azure storage key', pattern: /AccountKey=([A-Za-z0-9+/]{86}==)/g },
  // https://www.twilio.com/docs/sendgrid/ui/account-and-settings/api-keys
  { name: 'SendGrid key', pattern: token('SG\\.[A-Za-z0-9_-]{22}\\.[A-Za-z0-9_-]{43}') },
  // https://platform.openai.com/docs/api-reference/authentication
  { name: 'OpenAI key', pattern: token('sk-[A-Za-z0-9_-]{20,200}T3BlbkFJ[A-Za-z0-9_-]{20,200}') },
  // https://docs.anthropic.com/en/api/overview
  { name: 'Anthropic key', pattern: token('sk-ant-[a-z0-9]{3,12}-[A-Za-z0-9_-]{80,200}') },
  // https://huggingface.co/docs/hub/security-tokens
  { name: 'Hugging Face token', pattern: token('hf_[A-Za-z0-9]{34,}') },
  // https://docs.docker.com/security/access-tokens/
  { name: 'Docker Hub token', pattern: token('dckr_(?:pat|oat)_[A-Za-z0-9_-]{27,}') },
  // https://docs.digitalocean.com/reference/api/create-personal-access-token/
  { name: 'DigitalOcean token', pattern: token('do[opr]_v1_[a-f0-9]{64}') },
  // https://docs.newrelic.com/docs/apis/intro-apis/new-relic-api-keys/
  { name: 'New Relic key', pattern: token('NRAK-[A-Z0-9]{27}|[a-f0-9]{36}NRAL') },
  // https://developer.hashicorp.com/vault/docs/concepts/tokens
  { name: 'Vault token', pattern: token('hv[sbr]\\.[A-Za-z0-9_-]{24,300}') },
  // https://developer.hashicorp.com/terraform/cloud-docs/users-teams-organizations/api-tokens
  { name: 'HCP Terraform token', pattern: token('[A-Za-z0-9]{14}\\.atlasv1\\.[A-Za-z0-9_-]{60,}') },
  // https://shopify.dev/docs/apps/build/authentication-authorization
  { name: 'Shopify token', pattern: token('shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}') },
  // https://grafana.com/docs/grafana/latest/administration/service-accounts/
  { name: 'Grafana token', pattern: token('glsa_[A-Za-z0-9]{32}_[a-f0-9]{8}') },
  // https://linear.app/developers/graphql
  { name: 'Linear key', pattern: token('lin_(?:api|oauth)_[A-Za-z0-9]{40,}') },
  // https://docs.databricks.com/aws/en/dev-tools/auth/pat
  { name: 'Databricks token', pattern: token('dapi[a-f0-9]{32}(?:-\\d)?') },
  // https://pypi.org/help/#apitoken
  { name: 'PyPI token', pattern: token('pypi-AgEI[A-Za-z0-9_-]{60,}') },
];
