import { CloudError } from '@longshore/cloud';

/** The error of a cloud in another process whose state folder is in use, as that cloud wrote it. */
export const folderInUse = (what: string, fix: string): CloudError => new CloudError('LS4002', what, fix);
