import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** The settings of an AWS profile, by the names that the AWS CLI has for them. */
export type Profile = Readonly<Record<string, string>>;

/** Reads the profiles in the config and credentials files of the AWS CLI; files that are missing have none. */
export function readProfiles(variables: NodeJS.ProcessEnv): Map<string, Profile> {
  const folder = join(variables['HOME'] ?? homedir(), '.aws');
  const files = [
    variables['AWS_CONFIG_FILE'] ?? join(folder, 'config'),
    variables['AWS_SHARED_CREDENTIALS_FILE'] ?? join(folder, 'credentials'),
  ];
  const profiles = new Map<string, Profile>();
  for (const file of files.filter((each) => existsSync(each))) {
    for (const [name, settings] of profilesIn(readFileSync(file, 'utf8'))) {
      profiles.set(name, { ...profiles.get(name), ...settings });
    }
  }
  return profiles;
}

/** Sections are `[profile NAME]` in the config file, `[NAME]` in the credentials file and for the default profile. */
function* profilesIn(text: string): Generator<[string, Profile]> {
  for (const section of text.split(/^(?=\[)/m)) {
    const name = /^\[\s*(?:profile\s+)?["']?([^\]"']+?)["']?\s*\]/.exec(section)?.[1];
    const settings = [...section.matchAll(/^([\w-]+)[ \t]*=[ \t]*(.*?)[ \t\r]*$/gm)].map(
      ([, key = '', value = '']): [string, string] => [key, value],
    );
    if (name !== undefined) yield [name, Object.fromEntries(settings)];
  }
}
