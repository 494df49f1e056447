/**
 * Whether an answer means that the login is no longer good, and not that its owner lacks a right. ECR says so with 403
 * (`denied: Your authorization token has expired. Reauthenticate and try again.`); to a HEAD it can say no more than 403.
 */
export function isLoginRefused(method: string, status: number, said: string): boolean {
  if (status === 401) return true;
  return status === 403 && (method === 'HEAD' || /expired|reauthenticate/i.test(said));
}
