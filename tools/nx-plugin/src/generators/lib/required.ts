import { refusal } from './refuse';

/**
 * Checks options that Nx asks a person for, and that a script has to give: Nx's own error has no code and no fix.
 * @param example a whole command
 * @throws LS1006
 */
export function requireOptions<Options extends object>(
  options: Options,
  example: string,
  ...names: (keyof Options & string)[]
): void {
  const missing = names.filter((name) => options[name] === undefined || options[name] === '');
  if (missing.length === 0) return;
  const which = missing.map((name) => `--${name}`).join(', ');
  throw refusal(`${which} is missing`, 'there is no terminal to ask at', example);
}
