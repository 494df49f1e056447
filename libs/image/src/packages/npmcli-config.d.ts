declare module '@npmcli/config' {
  /** npm's own reader of its settings, which has no types. */
  export default class Config {
    constructor(options: {
      npmPath: string;
      definitions: object;
      shorthands: object;
      flatten: object;
      nerfDarts: string[];
      argv: string[];
      env: NodeJS.ProcessEnv;
      cwd: string;
      warn: boolean;
    });
    load(): Promise<void>;
    /** Settings as npm's libraries take them. */
    readonly flat: Record<string, unknown>;
  }
}

declare module '@npmcli/config/lib/definitions/index.js' {
  export const definitions: object;
  export const shorthands: object;
  export const flatten: object;
  export const nerfDarts: string[];
}
