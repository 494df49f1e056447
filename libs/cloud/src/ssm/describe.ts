import { createHash } from 'node:crypto';
import { type Parameter } from '@aws-sdk/client-ssm';
import { type FoundParameter } from './lookup';
import { type ParameterVersion } from './state';

/** A parameter as GetParameter shows it. */
export const describe = ({ parameter, version, selector }: FoundParameter, withDecryption = false): Parameter => ({
  ARN: parameter.arn,
  Name: parameter.name,
  Type: version.type,
  Value: shownValue(version, withDecryption),
  Version: version.version,
  LastModifiedDate: new Date(version.modifiedAt),
  DataType: version.dataType,
  ...(selector ? { Selector: selector } : {}),
});

/** A secret that nobody asked to decrypt looks encrypted: it cannot be taken for the value. */
export const shownValue = ({ type, value }: ParameterVersion, withDecryption = false): string =>
  type !== 'SecureString' || withDecryption ? value : createHash('sha512').update(value).digest('base64');
