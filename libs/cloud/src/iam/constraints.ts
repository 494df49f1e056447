import { type Constraints } from '../kernel';

const name = { length: [1, 64] } as const;
const path = { length: [1, 512] } as const;

/** What IAM asks of values beyond their types, before an operation sees them. Source: the API reference. */
export const iamConstraints: Constraints = {
  code: () => 'ValidationError',
  members: {
    'CreateRoleRequest.AssumeRolePolicyDocument': { length: [1, 131_072] },
    'CreateRoleRequest.Description': { length: [0, 1000] },
    'CreateRoleRequest.MaxSessionDuration': { range: [3600, 43_200] },
    'CreateRoleRequest.Path': path,
    'CreateRoleRequest.PermissionsBoundary': { length: [20, 2048] },
    'CreateRoleRequest.RoleName': name,
    'CreateRoleRequest.Tags': { length: [0, 50] },
    'DeleteRoleRequest.RoleName': name,
    'GetRoleRequest.RoleName': name,
    'ListRolesRequest.MaxItems': { range: [1, 1000] },
    'ListRolesRequest.PathPrefix': path,
    'Tag.Key': { length: [1, 128] },
    'Tag.Value': { length: [0, 256] },
    'UpdateAssumeRolePolicyRequest.PolicyDocument': { length: [1, 131_072] },
    'UpdateAssumeRolePolicyRequest.RoleName': name,
  },
};
