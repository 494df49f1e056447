import { packedFiles } from '../dockerfile/dockerfile';
import { type BuiltImage } from '../image';

type Kind = BuiltImage['layers'][number]['kind'];

/** What a config says about the steps that made its layers. */
export type History = { created_by?: string; empty_layer?: boolean }[];

/** What each layer of an image holds, by the config's history; those that say nothing of it are of the base. */
export const layerKinds = (history: History = []): Kind[] =>
  history.filter(({ empty_layer }) => !empty_layer).map(({ created_by = '' }) => kindOf(created_by));

function kindOf(step: string): Kind {
  const named = /^longshore: (dependencies|libraries|application)$/.exec(step)?.[1];
  if (named) return named as Kind;
  if (step.includes(packedFiles.dependencies)) return 'dependencies';
  return step.includes(packedFiles.application) ? 'application' : 'base';
}
