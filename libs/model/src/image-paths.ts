/** Folders of an image whose content is run: the service with its packages, Node, and the libraries that it loads. */
const codeFolders = ['/app', '/bin', '/etc', '/lib', '/lib64', '/opt', '/sbin', '/usr'];

/** Whether a mount at a path would put other files in the place of code of the image. */
export function coversCode(path: string): boolean {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  // Who climbs up in a path has something to hide.
  if (parts.length === 0 || parts.includes('..')) return true;
  return codeFolders.includes(`/${parts[0]}`);
}
