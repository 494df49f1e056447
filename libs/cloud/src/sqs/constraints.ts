import { type Constraints } from '../kernel';

/**
 * What SQS asks of its input beyond the schemas: required members, in words of its own. Values that do not fit are
 * refused by the operations, each with an error of its own.
 */
export const sqsConstraints: Constraints = {
  code: () => 'InvalidParameterValue',
  missing: 'MissingParameter',
  message: (path) => missingParameter(path),
  members: {},
};

/** How SQS says that a parameter is missing. */
export const missingParameter = (path: string): string => `The request must contain the parameter ${path}.`;
