const names = /^(\.env.*|\.npmrc|\.netrc|\.dockerconfigjson|id_(rsa|dsa|ecdsa|ed25519)(\..*)?)$/;
const keyFile = /\.(key|pem|p12|pfx|jks|keystore)$/;

/** Whether a file of this name holds secrets, so that it may be in no image. */
export const isSecretFile = (name: string): boolean => names.test(name) || keyFile.test(name);

/**
 * Whether a file of a package holds a private key or settings of a person: certificates, which packages ship for good
 * reasons, look the same by name.
 */
export function isSecretOfPackage(name: string, read: () => Buffer): boolean {
  if (keyFile.test(name)) return read().includes('PRIVATE KEY-----');
  return names.test(name);
}
