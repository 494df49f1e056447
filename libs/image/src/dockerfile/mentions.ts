/** A line of a Dockerfile that says where files come from, as `FROM node:20 AS native` or `COPY --from=busybox …`. */
const from = /^\s*FROM\s+(?:--\S+\s+)*(?<image>\S+)(?:\s+AS\s+(?<stage>\S+))?/i;
const taken = /--from=(?<image>\S+)|--mount=\S*\bfrom=(?<image2>[^,\s]+)/gi;
const argument = /^\s*ARG\s+(?<name>\w+)(?:=(?<value>\S*))?/i;
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
  for (const line of dockerfile.split('\n')) {
    open.push(line);
    end ??= heredoc.exec(line)?.groups?.['end'];
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
    const variable = argument.exec(joined)?.groups;
    if (variable && this.#isBeforeStages) this.#values.set(variable['name'] ?? '', unquoted(variable['value'] ?? ''));
    return text.replace(taken, (whole, image: string | undefined, mounted: string | undefined) => {
      const name = image ?? mounted ?? '';
      return whole.slice(0, whole.length - name.length) + this.#replaced(name, name);
    });
  }

  #from(text: string, { image = '', stage }: Record<string, string | undefined>): string {
    this.#isBeforeStages = false;
    const isGiven = new RegExp(`\\$\\{?${this.given}\\b`).test(image);
    const replaced = isGiven ? image : this.#replaced(image, this.#expanded(unquoted(image)));
    if (stage !== undefined) this.#stages.add(stage.toLowerCase());
    return text.replace(image, () => replaced);
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
