import { malformedPolicy } from './errors';

/** The trust policy of a role that ECS gives to tasks. */
export const trustsTasks = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'ecs-tasks.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});

/**
 * Checks that a document is a trust policy: who (a principal) may do what (an action) to no resource but the role.
 * @throws AwsError MalformedPolicyDocument
 */
export function checkTrustPolicy(document: string): void {
  const { Statement } = parse(document);
  const statements: unknown[] = Array.isArray(Statement) ? Statement : [Statement];
  for (const statement of statements) {
    if (!isObject(statement)) throw malformedPolicy('Syntax errors in policy.');
    if (statement['Effect'] !== 'Allow' && statement['Effect'] !== 'Deny')
      throw malformedPolicy('Syntax errors in policy.');
    if (statement['Resource'] !== undefined) throw malformedPolicy('Has prohibited field Resource');
    if (statement['Principal'] === undefined && statement['NotPrincipal'] === undefined) {
      throw malformedPolicy('Missing required field Principal');
    }
    if (statement['Action'] === undefined) throw malformedPolicy('Missing required field Action');
  }
}

function parse(document: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(document);
    if (isObject(parsed)) return parsed;
  } catch {
    // Falls through to the same refusal.
  }
  throw malformedPolicy('This policy contains invalid Json');
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
