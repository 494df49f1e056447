import { renderAnnotations } from '.';

test('each task that failed and each service that did not go well is an error on the page of the job', () => {
  const fields = { environment: 'staging', digest: '', durationMs: 1 };
  const likely = { cause: '100% of the memory', fix: 'raise memory' };
  const text = renderAnnotations({
    run: 'r',
    environment: 'staging',
    commit: 'c',
    actor: 'kim',
    durationMs: 1,
    failures: [{ task: 'rooms:push', code: 'LS2201', what: 'no answer', fix: 'npx nx run rooms:push' }],
    services: [
      { ...fields, service: 'messages', verdict: 'deployed' },
      { ...fields, service: 'rooms', verdict: 'refused' },
      {
        ...fields,
        service: 'users',
        verdict: 'rolled-back',
        reason: 'exit 137\nout: of memory',
        dossier: { likely, tasks: [], events: [] },
      },
    ],
  });
  expect(text).toBe(
    [
      '::error title=rooms%3Apush LS2201::no answer%0Afix: npx nx run rooms:push',
      '::error title=rooms refused in staging::no reason is known',
      '::error title=users rolled-back in staging::exit 137%0Aout: of memory%0Amost likely: 100%25 of the memory%0Afix: raise memory',
      '',
    ].join('\n'),
  );
});
