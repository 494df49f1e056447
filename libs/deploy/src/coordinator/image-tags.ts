/** What an image is made from, as far as it gives names to it. */
export interface ImageOrigin {
  inputKey: string;
  /** The commit that is checked out; undefined where files differ from it, for then it is not what the image is of. */
  commit?: string | undefined;
  branch?: string | undefined;
}

/** A tag has letters, digits, `_`, `.` and `-`, the first no `.` or `-`, and 128 characters at most. */
export const tagOf = (name: string): string =>
  name
    .replace(/[^\w.-]/g, '-')
    .replace(/^[.-]+/, '')
    .slice(0, 128);

/**
 * The tags under which an image is pushed, for people and for the builds of other machines: a deploy goes by digest.
 * `key-…` and the commit never move, the branch does.
 */
export const imageTags = ({ inputKey, commit, branch }: ImageOrigin): string[] =>
  [`key-${inputKey}`, commit, branch && tagOf(branch)].filter((tag): tag is string => Boolean(tag));
