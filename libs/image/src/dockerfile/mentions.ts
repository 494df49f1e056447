/** What of a Dockerfile says where files come from, or what variables stand for. */
const from = /^\s*FROM\s+(?:--\S+\s+)*(?<image>\S+)(?:\s+AS\s+(?<stage>\S+))?/i;
const imageOfFrom = /^(\s*FROM(?:(?:\s|\\\n)+--\S+)*(?:\s|\\\n)+)\S+/i;
const argument = /^\s*ARG\s+(?<pairs>.*)/i;
const pair = /(\w+)(?:=("[^"]*"|'[^']*'|\S*))?/g;
const copyFlags = /^\s*COPY(?:(?:\s|\\\n)+--\S+)+/i;
const runFlags = /^\s*RUN(?:(?:\s|\\\n)+--\S+)+/i;
const copied = /(--from=)(\S+)/g;
const mounted = /(--mount=(?:\S*,)?from=)([^,\s]+)/g;
const heredoc = /^\s*(?:RUN|COPY|ADD)\s.*<<-?["']?(?<end>\w+)["']?/i;

/**
 * Goes through the images of registries that a Dockerfile builds on or copies from, and names others in their place.
 * Stages, `scratch` and what the build argument names are none; a variable stands for its default.
 * @param given the build argument whose value the engine gets
 * @param replace what to write for an image; the same name leaves it as it is written
 */
export function replaceImages(dockerfile: string, given: string, replace: (image: string) => string): string {
  const reader = new Reader(given, replace);
  return instructionsOf(dockerfile)
    .map((text) => reader.read(text))
    .join('\n');
}

/** The images that `replaceImages` goes through, each once. */
export function imagesIn(dockerfile: string, given: string): string[] {
  const found = new Set<string>();
  replaceImages(dockerfile, given, (image) => {
    found.add(image);
    return image;
  });
  return [...found];
}

/** Lines that belong together: to the end of a heredoc, and behind a backslash. */
function instructionsOf(dockerfile: string): string[] {
  const instructions: string[] = [];
  let open: string[] = [];
  let end: string | undefined;
  const lines = dockerfile.split('\n');
  for (const [index, line] of lines.entries()) {
    open.push(line);
    const word = heredoc.exec(line)?.groups?.['end'];
    // Without an end it is none: a shell shifts bits by the same sign.
    if (lines.slice(index + 1).some((each) => each.trim() === word)) end ??= word;
    const goesOn = end === undefined ? /\\\s*$/.test(line) && !/^\s*#/.test(line) : line.trim() !== end;
    if (goesOn) continue;
    instructions.push(open.join('\n'));
    open = [];
    end = undefined;
  }
  return open.length > 0 ? [...instructions, open.join('\n')] : instructions;
}

/** What was read so far: which stages there are, and what variables stand for. */
class Reader {
  readonly #stages = new Set<string>();
  readonly #values = new Map<string, string>();
  #isBeforeStages = true;

  constructor(
    readonly given: string,
    readonly replace: (image: string) => string,
  ) {}

  read(text: string): string {
    const joined = text.replace(/\\\s*\n/g, ' ');
    const stage = from.exec(joined)?.groups;
    if (stage) return this.#from(text, stage);
    const variables = argument.exec(joined)?.groups?.['pairs'];
    if (variables !== undefined && this.#isBeforeStages) this.#take(variables);
    return text
      .replace(copyFlags, (flags) => this.#replacedIn(flags, copied))
      .replace(runFlags, (flags) => this.#replacedIn(flags, mounted));
  }

  #take(variables: string): void {
    for (const [, name = '', value = ''] of variables.matchAll(pair))
      this.#values.set(name, this.#expanded(unquoted(value)));
  }

  #replacedIn(flags: string, mention: RegExp): string {
    return flags.replace(mention, (_, flag: string, name: string) => flag + this.#replaced(name, name));
  }

  #from(text: string, { image = '', stage }: Record<string, string | undefined>): string {
    this.#isBeforeStages = false;
    const isGiven = new RegExp(`\\$\\{?${this.given}\\b`).test(image);
    const replaced = isGiven ? image : this.#replaced(image, this.#expanded(unquoted(image)));
    if (stage !== undefined) this.#stages.add(stage.toLowerCase());
    return text.replace(imageOfFrom, (_, before: string) => before + replaced);
  }

  #replaced(written: string, name: string): string {
    if (name === '' || name === 'scratch' || /^\d+$/.test(name) || this.#stages.has(name.toLowerCase())) return written;
    const other = this.replace(name);
    return other === name ? written : other;
  }

  #expanded(text: string): string {
    return text.replace(/\$(?:\{(\w+)(?::([-+])([^}]*))?\}|(\w+))/g, (_, braced, operator, word, bare) => {
      const value = this.#values.get(String(braced ?? bare)) ?? '';
      if (operator === '-') return value || String(word);
      return operator === '+' ? value && String(word) : value;
    });
  }
}

const unquoted = (text: string): string => text.replace(/^(["'])(.*)\1$/, '$2');
