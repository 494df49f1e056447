/** How text is compared with a wildcard pattern. */
export interface WildcardOptions {
  caseSensitive: boolean;
  /** Whether a backslash takes the special meaning off `*` and `?` (only query strings know that). */
  escapes?: boolean;
}

/** A test for a pattern in which `*` stands for any characters, also none, and `?` for exactly one. */
export function wildcard(pattern: string, { caseSensitive, escapes = false }: WildcardOptions): RegExp {
  let source = '';
  for (let index = 0; index < pattern.length; index += 1) {
    const character = pattern.charAt(index);
    const next = pattern.charAt(index + 1);
    if (escapes && character === '\\' && (next === '*' || next === '?')) {
      source += `\\${next}`;
      index += 1;
    } else {
      source += translate(character);
    }
  }
  // Several stars in a row mean one, and would make the test slow.
  return new RegExp(`^${source.replace(/(?:\[\^\]\*){2,}/g, '[^]*')}$`, caseSensitive ? '' : 'i');
}

function translate(character: string): string {
  if (character === '*') return '[^]*';
  if (character === '?') return '[^]';
  return character.replace(/[\\^$.*+?()[\]{}|/-]/, '\\$&');
}
