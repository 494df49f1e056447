import { type OperationTable } from '../../kernel';
import { type EcrContext } from '../context';
import { imageReads } from './image-reads';
import { imageOperations } from './images';
import { layerOperations } from './layers';
import { lifecycleOperations } from './lifecycle';
import { referrerOperations } from './referrers';
import { repositoryOperations } from './repositories';
import { scanOperations } from './scans';
import { tagOperations } from './tagging';
import { tokenOperations } from './tokens';

/** Every operation of ECR that is built. */
export const ecrOperations = (ecr: EcrContext): OperationTable => ({
  ...tokenOperations(ecr),
  ...repositoryOperations(ecr),
  ...imageOperations(ecr),
  ...imageReads(ecr),
  ...tagOperations(ecr),
  ...layerOperations(ecr),
  ...lifecycleOperations(ecr),
  ...scanOperations(ecr),
  ...referrerOperations(ecr),
});
