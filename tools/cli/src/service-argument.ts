import { Argument } from 'commander';
import { awsNameOf } from '@longshore/model';
import { workspaceOf } from './workspace';

/**
 * The argument of a command that takes a service: its name in AWS or that of its project. The command gets the former.
 * @param syntax as `<service>`, or `[services...]` for any number
 */
export function serviceArgument(syntax: '<service>' | '[service]' | '[services...]', description?: string): Argument {
  const argument = new Argument(syntax, description ?? 'its name in AWS, or the name of its project');
  if (!argument.variadic) return argument.argParser(toAwsName);
  return argument.argParser((word, before: string[] = []) => [...before, toAwsName(word)]);
}

/** Outside of a workspace the word stays: the command says what is wrong. */
function toAwsName(word: string): string {
  try {
    return awsNameOf(workspaceOf(process.cwd()), word);
  } catch {
    return word;
  }
}
