import {
  type DeleteLifecyclePolicyRequest,
  type DeleteLifecyclePolicyResponse,
  type GetLifecyclePolicyPreviewRequest,
  type GetLifecyclePolicyPreviewResponse,
  type GetLifecyclePolicyRequest,
  type GetLifecyclePolicyResponse,
  type PutLifecyclePolicyRequest,
  type PutLifecyclePolicyResponse,
  type StartLifecyclePolicyPreviewRequest,
  type StartLifecyclePolicyPreviewResponse,
} from '@aws-sdk/client-ecr';
import { AwsError, type CallContext, type OperationTable } from '../../kernel';
import { type RepositoryRecord } from '../../registry';
import { type EcrContext } from '../context';
import { evaluate, expire } from '../lifecycle/evaluate';
import { parsePolicy } from '../lifecycle/policy';
import { hasStatus } from '../find-image';
import { notBuilt } from '../errors';
import { repositoryOf } from '../lookup';
import { page } from '../paging';

/** Operations on lifecycle policies. ECR takes up to a day to follow a policy; here a new one is followed at once. */
export const lifecycleOperations = ({ state, clock }: EcrContext): OperationTable => ({
  PutLifecyclePolicy: (input: PutLifecyclePolicyRequest, context: CallContext): PutLifecyclePolicyResponse => {
    const repository = repositoryOf(state, input, context);
    const { lifecyclePolicyText: text = '' } = input;
    parsePolicy(text);
    repository.lifecycle = { text };
    expire(repository, clock.now());
    return { ...named(repository), lifecyclePolicyText: text };
  },

  GetLifecyclePolicy: (input: GetLifecyclePolicyRequest, context: CallContext): GetLifecyclePolicyResponse => {
    const repository = repositoryOf(state, input, context);
    const { text, evaluatedAt } = policyOf(repository);
    return {
      ...named(repository),
      lifecyclePolicyText: text,
      lastEvaluatedAt: evaluatedAt === undefined ? undefined : new Date(evaluatedAt),
    };
  },

  DeleteLifecyclePolicy: (input: DeleteLifecyclePolicyRequest, context: CallContext): DeleteLifecyclePolicyResponse => {
    const repository = repositoryOf(state, input, context);
    const { text } = policyOf(repository);
    delete repository.lifecycle;
    return { ...named(repository), lifecyclePolicyText: text };
  },

  StartLifecyclePolicyPreview: (
    input: StartLifecyclePolicyPreviewRequest,
    context: CallContext,
  ): StartLifecyclePolicyPreviewResponse => {
    const repository = repositoryOf(state, input, context);
    const text = input.lifecyclePolicyText ?? policyOf(repository).text;
    parsePolicy(text);
    repository.lifecyclePreview = { text, at: clock.now() };
    return { ...named(repository), lifecyclePolicyText: text, status: 'IN_PROGRESS' };
  },

  GetLifecyclePolicyPreview: (
    input: GetLifecyclePolicyPreviewRequest,
    context: CallContext,
  ): GetLifecyclePolicyPreviewResponse => {
    const repository = repositoryOf(state, input, context);
    const preview = repository.lifecyclePreview;
    if (!preview) throw missing('LifecyclePolicyPreviewNotFoundException', 'Lifecycle policy preview', repository);
    if (input.imageIds?.length) throw notBuilt('A lifecycle policy preview of chosen images');
    const { tagStatus } = input.filter ?? {};
    const expiring = evaluate(parsePolicy(preview.text), repository, preview.at).filter(({ image }) =>
      hasStatus(image.tags, tagStatus),
    );
    const { items, nextToken } = page(expiring, ({ image }) => image.digest, input);
    return {
      ...named(repository),
      lifecyclePolicyText: preview.text,
      status: 'COMPLETE',
      nextToken,
      previewResults: items.map(({ image, rulePriority }) => ({
        imageTags: image.tags,
        imageDigest: image.digest,
        imagePushedAt: new Date(image.pushedAt),
        action: { type: 'EXPIRE' },
        appliedRulePriority: rulePriority,
      })),
      summary: { expiringImageTotalCount: expiring.length },
    };
  },
});

const named = ({ registryId, name: repositoryName }: RepositoryRecord) => ({ registryId, repositoryName });

function policyOf(repository: RepositoryRecord): NonNullable<RepositoryRecord['lifecycle']> {
  if (repository.lifecycle) return repository.lifecycle;
  throw missing('LifecyclePolicyNotFoundException', 'Lifecycle policy', repository);
}

const missing = (code: string, what: string, { name, registryId }: RepositoryRecord): AwsError =>
  new AwsError(
    code,
    `${what} does not exist for the repository with name '${name}' in the registry with id '${registryId}'`,
  );
