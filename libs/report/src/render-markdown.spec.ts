import { type Plan, type RunRecord, type ServiceOutcome } from '@longshore/model';
import { renderMarkdown } from './render-markdown';

const digest = `sha256:${'a'.repeat(64)}` as const;

const record = (fields: Partial<RunRecord>): RunRecord => ({
  run: 'r',
  environment: 'staging',
  commit: 'c'.repeat(40),
  actor: 'kim',
  durationMs: 1,
  services: [],
  plans: [],
  ...fields,
});

const outcome = (fields: Partial<ServiceOutcome>): ServiceOutcome => ({
  service: 'rooms',
  environment: 'staging',
  verdict: 'deployed',
  digest,
  durationMs: 12_340,
  ...fields,
});

const plan = (fields: Partial<Plan>): Plan => ({
  release: { service: 'rooms', project: 'rooms', environment: 'staging', digest, commit: 'c' },
  action: 'none',
  changes: [],
  ...fields,
});

it('shows a deploy service by service', () => {
  const taskDefinition = 'arn:aws:ecs:eu-central-1:1:task-definition/staging-rooms:42';
  const services = [
    outcome({ taskDefinition, url: 'https://example.com/rooms' }),
    outcome({ service: 'users', verdict: 'unchanged' }),
  ];
  expect(renderMarkdown(record({ services }))).toBe(`### Deploy to staging at \`cccccccccccc\`

| service | verdict | revision | image | time |
| --- | --- | --- | --- | --- |
| [rooms](https://example.com/rooms) | ✅ deployed | 42 | \`aaaaaaaaaaaa\` | 12.3 s |
| users | ➖ unchanged |  | \`aaaaaaaaaaaa\` | 12.3 s |`);
});

it('shows what failed before anything was deployed, with its fix', () => {
  const failures = [
    { task: 'rooms:test', what: 'rooms:test failed', fix: 'npx nx run rooms:test' },
    {
      task: 'users:verify',
      code: 'LS2101',
      what: 'users is not healthy',
      why: 'no answer\nafter 30 s',
      fix: 'mend it',
    },
  ];
  expect(renderMarkdown(record({ failures }))).toBe(`### Deploy to staging at \`cccccccccccc\`

Nothing was deployed.

❌ **rooms:test:** rooms:test failed

**Fix:** \`npx nx run rooms:test\`

❌ **users:verify:** LS2101 users is not healthy
- no answer
- after 30 s

**Fix:** \`mend it\``);
});

it('shows what failed beside what was deployed, and beside what was planned', () => {
  const failures = [{ task: 'users:test', what: 'users:test failed', fix: 'npx nx run users:test' }];
  expect(renderMarkdown(record({ failures, services: [outcome({})] }))).toMatch(/Deploy to[^]*users:test[^]*rooms/);
  expect(renderMarkdown(record({ failures, plans: [plan({})] }))).toMatch(/Plan for[^]*users:test/);
});

it('says why a service failed, what mends it, and what it wrote', () => {
  const dossier = {
    likely: { cause: 'a variable is missing', fix: 'set `A|B`' },
    tasks: [{ task: '3f9c', container: 'rooms', lines: ['{"level":"fatal","msg":"wrong environment"}'] }],
    events: [],
  };
  const text = renderMarkdown(
    record({ services: [outcome({ verdict: 'rolled-back', reason: 'exit <1>\nat once', dossier })] }),
  );
  expect(text).toContain('**rooms rolled-back:** exit \\<1\\> at once');
  expect(text).toContain('**Most likely:** a variable is missing  \n**Fix:** `` set `A\\|B` ``');
  expect(text).toContain('    fatal wrong environment');
});

it('shows a plan by what would change', () => {
  const changes = [{ field: 'memory', from: '512', to: '1024', why: 'config' as const }];
  const plans = [
    plan({ action: 'update', changes }),
    plan({ release: { service: 'users', project: 'users', environment: 'staging', digest, commit: 'c' } }),
  ];
  expect(renderMarkdown(record({ plans }))).toBe(`### Plan for staging at \`cccccccccccc\`

**update rooms**

| field | from | to | why |
| --- | --- | --- | --- |
| \`memory\` | \`512\` | \`1024\` | config |

1 service has nothing to change.`);
});

it('shows a rename as what is created and destroyed', () => {
  const confirm = 'npx longshore rename chat rooms -e staging';
  const renames = { from: 'chat', parts: ['rule 5'], confirm };
  const text = renderMarkdown(record({ plans: [plan({ action: 'create', changes: [], renames })] }));
  expect(text).toContain(`**create rooms**`);
  expect(text).toContain(`**destroy chat** in staging once this is deployed`);
  expect(text).toContain(`- rule 5\n\nNot confirmed: \`${confirm}\``);
});

it('says that nothing is affected', () => {
  expect(renderMarkdown(record({}))).toContain('No service is affected.');
});

it('names services that are live without a folder, with the command that removes them', () => {
  const orphans = [{ service: 'billing', destroy: 'npx longshore destroy billing -e staging' }];
  expect(renderMarkdown(record({ services: [outcome({})], orphans }))).toContain(
    '**billing** is live but has no folder in the workspace. To remove it: `npx longshore destroy billing -e staging`',
  );
});
