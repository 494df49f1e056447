import { join } from 'node:path';
import { parse } from 'yaml';
import { type Outcome, type Workspace } from '../lib/workspace';

interface Step {
  name?: string;
  run?: string;
  uses?: string;
  if?: string;
  env?: Record<string, string>;
}

interface Workflow {
  env?: Record<string, string>;
  jobs: Record<string, { env?: Record<string, string>; steps: Step[] }>;
}

/** What the runner does by itself, or the test in its place: sources and packages are there, and so are credentials. */
const provided = /^(actions\/(checkout|setup-node|cache)|aws-actions\/configure-aws-credentials)@v\d+$/;

/** Runs jobs of GitHub Actions as their files say: the very commands, step by step. */
export class GithubRunner {
  constructor(
    private readonly workspace: Workspace,
    readonly variables: NodeJS.ProcessEnv,
  ) {}

  /**
   * Runs a job to its first step that fails; those that are to run always, do.
   * @param context values of expressions, as `github.base_ref`
   */
  async run(file: string, jobId: string, context: Record<string, string>): Promise<Outcome> {
    const workflow = parse(this.workspace.read(`.github/workflows/${file}`)) as Workflow;
    const job = workflow.jobs[jobId];
    if (!job) throw new Error(`${file} has no job ${jobId}`);
    const valueOf = (text: string) => text.replace(/\$\{\{ (.+?) \}\}/g, (_all, name: string) => context[name] ?? '');
    const ended: Outcome = { code: 0, output: '' };
    for (const step of job.steps) {
      if (!this.isCommand(step) || (ended.code !== 0 && step.if !== 'always()')) continue;
      const given = Object.entries({ ...workflow.env, ...job.env, ...step.env });
      const variables = Object.fromEntries(given.map(([name, value]) => [name, valueOf(value)]));
      const outcome = await this.workspace.script(valueOf(step.run), { ...this.variables, ...variables });
      ended.output += `\n== ${step.name}\n${outcome.output}`;
      ended.code ||= outcome.code;
    }
    return ended;
  }

  private isCommand(step: Step): step is Step & { run: string } {
    if (step.uses !== undefined && !provided.test(step.uses)) throw new Error(`nobody provides ${step.uses} here`);
    // The dependencies of a clone are links to ours.
    return step.run !== undefined && step.run !== 'npm ci';
  }
}

/** A folder with what stands for GitHub's own commands. */
export const githubCommands = join(__dirname, '../testing');
