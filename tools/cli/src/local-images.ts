import { type LocalImages } from '@longshore/deploy';
import { imageSources, type Project, pushImage, readBuiltImage, reuseImage, testsKey } from '@longshore/image';
import { readService } from '@longshore/model';

/** The images that the targets `image` and `verify` left in this workspace. */
export function localImages(workspace: string): LocalImages {
  const projectOf = (name: string): Project => ({ workspace, service: readService(workspace, name) });
  return {
    describe: async (name) => {
      const project = projectOf(name);
      const { digest, inputKey } = await readBuiltImage(project);
      return { digest, inputKey, testsKey: await testsKey(project), sources: imageSources(project) };
    },
    reuse: async (name, inputKey, repository, signal) =>
      (await reuseImage(projectOf(name), inputKey, repository, signal)) !== undefined,
    push: (name, repository, tags, signal, onProgress) =>
      pushImage(projectOf(name), repository, tags, signal, onProgress ? { onProgress } : {}),
  };
}
