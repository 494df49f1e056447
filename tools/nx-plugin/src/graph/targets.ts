import { type TargetConfiguration } from '@nx/devkit';
import { baseImageFile } from '@longshore/model';

/** The targets that depend on an environment, and so have one configuration for each. */
export const environmentTargets = ['push', 'plan', 'release', 'deploy'] as const;

const nodeAtHand = { runtime: `node -p process.version+process.platform+process.arch` };

const baseImage = `{workspaceRoot}/${baseImageFile}`;

/**
 * `^test` alone reaches the projects that a service uses directly. No library has a target `verify`: Nx then looks past
 * it, as if it were this one, so that the tests of the libraries behind it are reached as well.
 */
const everyTest = '^verify';

const verifyAtHand = { runtime: 'node node_modules/@longshore/nx/verify-at-hand.cjs' };

/**
 * The targets of a service: what `nx show project <service>` explains.
 * @param service its name in AWS, by which its files in `dist` are known
 * @param environments the names of the environments; `local` is the default
 */
export function serviceTargets(service: string, environments: string[]): Record<string, TargetConfiguration> {
  return { ...imageTargets(service), ...deployTargets(environments) };
}

/** Targets that are the same for all environments, and cached. */
function imageTargets(service: string): Record<string, TargetConfiguration> {
  return {
    build: {
      executor: '@longshore/nx:build',
      cache: true,
      inputs: ['production', '^production'],
      outputs: [`{workspaceRoot}/dist/apps/${service}`],
      metadata: { description: 'Bundles the service with esbuild, npm packages external' },
    },
    serve: {
      executor: '@longshore/nx:serve',
      continuous: true,
      cache: false,
      metadata: { description: 'Runs the service from its source, with its route; reloads it after a save' },
    },
    image: {
      executor: '@longshore/nx:image',
      // It has a cache of its own, layer by layer: Nx's would keep a copy of the base for each change.
      cache: false,
      inputs: ['production', '^production', '{workspaceRoot}/package-lock.json', baseImage, nodeAtHand],
      outputs: [`{workspaceRoot}/dist/images/${service}`],
      metadata: { description: 'Assembles the OCI image, no engine needed' },
    },
    verify: {
      executor: '@longshore/nx:verify',
      cache: true,
      dependsOn: ['image', 'test', '^test', everyTest],
      inputs: ['default', '^default', '{workspaceRoot}/package-lock.json', baseImage, verifyAtHand],
      outputs: [`{workspaceRoot}/dist/evidence/${service}.json`],
      metadata: {
        description: 'Runs the image and its container tests; writes the evidence without which nothing ships',
      },
    },
  };
}

/** Targets that talk to an environment; never cached, for what is live is asked of ECS alone. */
function deployTargets(environments: string[]): Record<string, TargetConfiguration> {
  // Written out in full: only so does a changed environment file make its services affected.
  const inputs = [
    'default',
    '^default',
    ...environments.map((name) => `{workspaceRoot}/deploy/environments/${name}.json`),
  ];
  const target = (name: (typeof environmentTargets)[number], dependsOn: string[], description: string) => ({
    executor: `@longshore/nx:${name}`,
    cache: false,
    dependsOn,
    inputs,
    options: { environment: 'local' },
    configurations: Object.fromEntries(environments.map((environment) => [environment, { environment }])),
    metadata: { description },
  });
  return {
    push: target('push', ['image', 'verify'], 'Pushes image and evidence to the registry, by digest'),
    plan: target('plan', ['image'], 'Prints what a release would change'),
    release: target('release', ['push'], 'Plans, checks the gates and starts the rollout; does not wait'),
    deploy: target('deploy', ['release', 'push'], 'Ships the service and waits for the verdict'),
  };
}
