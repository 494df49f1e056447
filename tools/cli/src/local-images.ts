import { type LocalImages } from '@longshore/deploy';
import {
  currentImage,
  findEvidence,
  imageSources,
  type Project,
  pushImage,
  rebuildImage,
  reuseImage,
  testsClaim,
  type Trust,
} from '@longshore/image';
import { readService, summaryOfTests } from '@longshore/model';

/**
 * The images that the targets `image` and `verify` left in this workspace.
 * @param trust which provenance is accepted for images in a registry
 */
export function localImages(workspace: string, trust: Trust): LocalImages {
  const projectOf = (name: string): Project => ({ workspace, service: readService(workspace, name) });
  return {
    describe: async (service) => {
      const project = projectOf(service);
      const { digest, inputKey } = await currentImage(project);
      const claim = { digest, inputKey, ...testsClaim(project) };
      const evidence = await findEvidence(project, { service, ...claim });
      const tests = evidence && summaryOfTests(evidence.statement);
      return { ...claim, sources: imageSources(project), ...(tests && { tests }) };
    },
    reuse: async (name, inputKey, repository, signal) =>
      (await reuseImage(projectOf(name), inputKey, repository, trust, signal)) !== undefined,
    rebuild: (name, signal) => rebuildImage(projectOf(name), signal),
    push: (name, repository, tags, signal, onProgress) =>
      pushImage(projectOf(name), repository, tags, signal, { ...trust, ...(onProgress && { onProgress }) }),
  };
}
