import { type BaseContent } from '../base/base';
import { type BuiltImage } from '../image';
import { refuseCompiled } from '../packages/compiled';
import { applicationLayer, dependenciesLayer } from '../layers/service-layers';
import { type Builder, type Parts } from './builder';
import { imageConfig } from './config';
import { finishImage } from './finish-image';

/** Assembles the layers in this process, without an engine: base, dependencies, application. */
export const layersBuilder: Builder = {
  name: 'layers',
  inputs: () => Promise.resolve([]),
  build: async (parts, inputKey, signal) => {
    await refuseCompiled(parts.packages, parts.archives, parts.platform, signal);
    const content = await parts.base.load(signal);
    const layers = await layersOf(parts, content, signal);
    return finishImage(parts, inputKey, imageConfig(parts, content, layers), layers);
  },
};

async function layersOf(parts: Parts, base: BaseContent, signal?: AbortSignal): Promise<BuiltImage['layers']> {
  const dependencies = await dependenciesLayer(parts, signal);
  const application = await applicationLayer(parts, signal);
  return [
    ...base.layers.map((layer) => ({ kind: 'base' as const, ...layer })),
    { kind: 'dependencies', ...dependencies },
    { kind: 'application', ...application },
  ];
}
