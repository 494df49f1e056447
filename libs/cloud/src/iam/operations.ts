import { randomInt } from 'node:crypto';
import {
  type CreateRoleRequest,
  type CreateRoleResponse,
  type DeleteRoleRequest,
  type GetRoleRequest,
  type GetRoleResponse,
  type ListRolesRequest,
  type ListRolesResponse,
  type Role,
  type UpdateAssumeRolePolicyRequest,
} from '@aws-sdk/client-iam';
import { type CallContext, type Clock, type OperationTable } from '../kernel';
import { noSuchRole, notBuilt, roleExists, validationError } from './errors';
import { type IamState, type RoleRecord } from './state';
import { checkTrustPolicy } from './trust-policy';

/** What the operations work on. */
export interface IamContext {
  readonly state: IamState;
  readonly clock: Clock;
}

/** Every operation of IAM that is built: those of roles and their trust policies. */
export const iamOperations = ({ state, clock }: IamContext): OperationTable => ({
  CreateRole: (input: CreateRoleRequest, { account }: CallContext): CreateRoleResponse => {
    check(input);
    const key = `${account}/${input.RoleName}`;
    if (Object.hasOwn(state.roles, key)) throw roleExists(input.RoleName ?? '');
    const role = newRole(input, account, clock.now());
    state.roles[key] = role;
    return { Role: describe(role) };
  },

  GetRole: ({ RoleName = '' }: GetRoleRequest, { account }: CallContext): GetRoleResponse => ({
    Role: { ...describe(roleOf(state, account, RoleName)), RoleLastUsed: {} },
  }),

  ListRoles: (input: ListRolesRequest, { account }: CallContext): ListRolesResponse => {
    const { PathPrefix = '/', MaxItems = 100, Marker } = input;
    const roles = Object.entries(state.roles)
      .filter(([key, { path }]) => key.startsWith(`${account}/`) && path.startsWith(PathPrefix))
      .map(([, role]) => role)
      .filter(({ name }) => Marker === undefined || name > Buffer.from(Marker, 'base64url').toString())
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    const items = roles.slice(0, MaxItems);
    const last = items.at(-1);
    if (!last || items.length === roles.length) return { Roles: items.map(listed), IsTruncated: false };
    return { Roles: items.map(listed), IsTruncated: true, Marker: Buffer.from(last.name).toString('base64url') };
  },

  DeleteRole: ({ RoleName = '' }: DeleteRoleRequest, { account }: CallContext): object => {
    roleOf(state, account, RoleName);
    delete state.roles[`${account}/${RoleName}`];
    return {};
  },

  UpdateAssumeRolePolicy: (input: UpdateAssumeRolePolicyRequest, { account }: CallContext): object => {
    const { RoleName = '', PolicyDocument = '' } = input;
    const role = roleOf(state, account, RoleName);
    checkTrustPolicy(PolicyDocument);
    role.trustPolicy = PolicyDocument;
    return {};
  },
});

function roleOf({ roles }: IamState, account: string, name: string): RoleRecord {
  const key = `${account}/${name}`;
  const role = Object.hasOwn(roles, key) ? roles[key] : undefined;
  if (!role) throw noSuchRole(name);
  return role;
}

function check(input: CreateRoleRequest): void {
  const { RoleName = '', Path = '/', PermissionsBoundary } = input;
  if (PermissionsBoundary !== undefined) throw notBuilt('A permissions boundary');
  if (!/^[\w+=,.@-]{1,64}$/.test(RoleName)) {
    throw validationError(
      'The specified value for roleName is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-',
    );
  }
  if (!/^\/([\x21-\x7e]+\/)?$/.test(Path)) throw validationError('The specified value for path is invalid.');
  checkTrustPolicy(input.AssumeRolePolicyDocument ?? '');
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

function newRole(input: CreateRoleRequest, account: string, now: number): RoleRecord {
  const { RoleName: name = '', Path: path = '/', AssumeRolePolicyDocument: trustPolicy = '' } = input;
  return {
    name,
    path,
    id: `AROA${Array.from({ length: 17 }, () => letters[randomInt(letters.length)]).join('')}`,
    arn: `arn:aws:iam::${account}:role${path}${name}`,
    createdAt: now,
    trustPolicy,
    description: input.Description,
    maxSession: input.MaxSessionDuration ?? 3600,
    tags: input.Tags ?? [],
  };
}

/** A list shows less of a role, as AWS's does. */
const listed = (role: RoleRecord): Role => ({ ...describe(role), Tags: undefined });

const describe = (role: RoleRecord): Role => ({
  Path: role.path,
  RoleName: role.name,
  RoleId: role.id,
  Arn: role.arn,
  CreateDate: new Date(role.createdAt),
  // IAM gives documents as a URL would hold them (RFC 3986); clients decode them.
  AssumeRolePolicyDocument: encodeURIComponent(role.trustPolicy),
  Description: role.description,
  MaxSessionDuration: role.maxSession,
  Tags: role.tags.length > 0 ? role.tags : undefined,
});
