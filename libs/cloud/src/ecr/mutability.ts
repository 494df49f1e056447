import { type ImageTagMutabilityExclusionFilter } from '@aws-sdk/client-ecr';
import { type Mutability } from '../registry';
import { invalidParameter } from './errors';

const settings: readonly string[] = ['MUTABLE', 'IMMUTABLE', 'IMMUTABLE_WITH_EXCLUSION', 'MUTABLE_WITH_EXCLUSION'];

/**
 * Reads which tags may move; all of them, where nothing is said.
 * @throws AwsError InvalidParameterException
 */
export function readMutability(
  setting: string = 'MUTABLE',
  filters: ImageTagMutabilityExclusionFilter[] = [],
): Mutability {
  if (!settings.includes(setting)) throw wrong('imageTagMutability', `must be one of ${settings.join(', ')}`);
  if (setting.endsWith('_WITH_EXCLUSION') !== filters.length > 0) {
    throw wrong(
      'imageTagMutabilityExclusionFilters',
      'filters belong to the settings with exclusion, and to no others',
    );
  }
  if (filters.length > 5) throw wrong('imageTagMutabilityExclusionFilters', 'there can be 5 filters at most');
  return { setting: setting as Mutability['setting'], exclusions: filters.map(readFilter) };
}

function readFilter({ filterType, filter = '' }: ImageTagMutabilityExclusionFilter): string {
  const sound = filterType === 'WILDCARD' && /^[0-9a-zA-Z._*-]{1,128}$/.test(filter) && filter.split('*').length <= 3;
  if (!sound) throw wrong('imageTagMutabilityExclusionFilters', `'${filter}' is no wildcard with 2 asterisks at most`);
  return filter;
}

const wrong = (member: string, constraint: string) =>
  invalidParameter(`Invalid parameter at '${member}' failed to satisfy constraint: '${constraint}'`);

/** Exclusions as DescribeRepositories shows them. */
export const filtersOf = ({ exclusions }: Mutability): ImageTagMutabilityExclusionFilter[] =>
  exclusions.map((filter) => ({ filterType: 'WILDCARD', filter }));
