import { type ListImageReferrersRequest, type ListImageReferrersResponse } from '@aws-sdk/client-ecr';
import { type CallContext, type OperationTable } from '../../kernel';
import { type EcrContext } from '../context';
import { repositoryOf } from '../lookup';
import { page } from '../paging';

/** The operation that finds what was said about an image. */
export const referrerOperations = ({ state }: EcrContext): OperationTable => ({
  ListImageReferrers: (input: ListImageReferrersRequest, context: CallContext): ListImageReferrersResponse => {
    const { manifests } = repositoryOf(state, input, context);
    const types = input.filter?.artifactTypes;
    const all = Object.values(manifests)
      .filter(({ subject }) => subject !== undefined && subject === input.subjectId?.imageDigest)
      .filter(({ artifactType = '' }) => !types?.length || types.includes(artifactType))
      .sort((a, b) => (a.digest < b.digest ? -1 : 1));
    const { items, nextToken } = page(all, ({ digest }) => digest, input);
    return {
      referrers: items.map(({ digest, mediaType, artifactType, size }) => ({
        digest,
        mediaType,
        artifactType,
        size,
        artifactStatus: 'ACTIVE',
      })),
      nextToken,
    };
  },
});
