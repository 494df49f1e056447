import { formatFiles, type Tree } from '@nx/devkit';
import { writePipelines } from '../../pipeline/render';
import { withReadableErrors } from '../lib/refuse';
import { pointAtSchemas } from '../lib/schemas';

/** Makes the files true that follow from others: pipelines, and where editors find the schemas. */
export const syncGenerator = (tree: Tree) =>
  withReadableErrors(async () => {
    writePipelines(tree);
    pointAtSchemas(tree);
    await formatFiles(tree);
    return { outOfSyncMessage: 'Pipelines, or the paths of schemas, are not as the files they follow from say.' };
  });

export default syncGenerator;
