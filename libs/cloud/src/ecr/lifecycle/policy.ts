import { invalidParameter } from '../errors';

/** A rule of a lifecycle policy. */
export interface LifecycleRule {
  rulePriority: number;
  description?: string;
  selection: Selection;
  action: { type: 'expire' };
}

/** Which images a rule is about, and which of those go. */
export interface Selection {
  tagStatus: 'tagged' | 'untagged' | 'any';
  /** Every one has to begin a tag of the image. */
  tagPrefixList?: string[];
  /** Every one has to fit a tag of the image; `*` stands for anything. */
  tagPatternList?: string[];
  countType: 'imageCountMoreThan' | 'sinceImagePushed';
  countNumber: number;
  /** Goes with `sinceImagePushed` alone. */
  countUnit?: 'days';
}

/**
 * Reads a lifecycle policy; the rules come in the order of their priorities.
 * @throws AwsError InvalidParameterException
 */
export function parsePolicy(text: string): LifecycleRule[] {
  const rules = rulesOf(text);
  rules.forEach(checkRule);
  const priorities = rules.map(({ rulePriority }) => rulePriority);
  if (new Set(priorities).size < priorities.length) throw invalid('rulePriority values must be unique');
  const sorted = [...rules].sort((a, b) => a.rulePriority - b.rulePriority);
  if (sorted.slice(0, -1).some(({ selection }) => selection.tagStatus === 'any')) {
    throw invalid('A rule with tagStatus any must have the highest value for rulePriority');
  }
  if (rules.filter(({ selection }) => selection.tagStatus === 'untagged').length > 1) {
    throw invalid('There can be one rule with tagStatus untagged at most');
  }
  return sorted;
}

function rulesOf(text: string): LifecycleRule[] {
  try {
    const { rules } = JSON.parse(text) as { rules?: unknown };
    if (Array.isArray(rules) && rules.length > 0 && rules.length <= 50) return rules as LifecycleRule[];
  } catch {
    throw invalid('the policy is not JSON');
  }
  throw invalid('the policy needs 1 to 50 rules');
}

function checkRule({ rulePriority, selection, action }: Partial<LifecycleRule>): void {
  if (!Number.isInteger(rulePriority) || Number(rulePriority) < 1) throw invalid('rulePriority has to be 1 or more');
  if (action?.type !== 'expire') throw invalid('action.type has to be expire');
  if (!selection || !['tagged', 'untagged', 'any'].includes(selection.tagStatus)) {
    throw invalid('selection.tagStatus has to be tagged, untagged or any');
  }
  checkTags(selection);
  checkCount(selection);
}

function checkTags({ tagStatus, tagPrefixList, tagPatternList }: Selection): void {
  const given = [tagPrefixList, tagPatternList].filter((list) => list !== undefined && list.length > 0);
  if (tagStatus === 'tagged' && given.length !== 1) {
    throw invalid('tagStatus tagged needs either tagPrefixList or tagPatternList');
  }
  if (tagStatus !== 'tagged' && given.length > 0) throw invalid(`tagStatus ${tagStatus} goes with no list of tags`);
}

function checkCount({ countType, countNumber, countUnit }: Selection): void {
  if (!['imageCountMoreThan', 'sinceImagePushed'].includes(countType)) {
    throw invalid('selection.countType has to be imageCountMoreThan or sinceImagePushed');
  }
  if (!Number.isInteger(countNumber) || countNumber < 1) throw invalid('selection.countNumber has to be 1 or more');
  if ((countUnit === 'days') !== (countType === 'sinceImagePushed')) {
    throw invalid('countUnit days goes with sinceImagePushed, and only with it');
  }
}

const invalid = (why: string) =>
  invalidParameter(
    `Invalid parameter at 'LifecyclePolicyText' failed to satisfy constraint: 'Lifecycle policy validation failure: ${why}'`,
  );
