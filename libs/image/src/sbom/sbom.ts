import type * as CycloneDX from '@cyclonedx/cyclonedx-library';
import type { Component } from '@cyclonedx/cyclonedx-library/Models';
import { type Closure } from '../closure/closure';
import { type LockEntry, type Lockfile } from '../closure/lockfile';
import { commonJs } from '../common-js';
import { hexOf } from '../hash';
import { type BuiltImage } from '../image';

/** What an image is made of, as far as it is not the service's own code. */
export interface SbomInputs {
  service: string;
  closure: Closure;
  lockfile: Lockfile;
  layers: BuiltImage['layers'];
}

/**
 * The bill of materials of an image, as CycloneDX 1.6 in JSON: base, workspace packages, npm packages, and who needs
 * which. No time, no serial number and no digest of the image is in it: the same closure gives the same bytes, so that
 * a change of the service's own code sends none of them again.
 */
export async function sbomOf({ service, closure, lockfile, layers }: SbomInputs): Promise<string> {
  const cyclonedx = await loadCycloneDx();
  const { Models, Serialize, Spec } = cyclonedx;
  const bom = new Models.Bom();
  const components = componentsOf(cyclonedx, closure, lockfile, service);
  for (const { from, to } of closure.edges) {
    const needed = components.get(to);
    if (needed) components.get(from)?.dependencies.add(needed.bomRef);
  }
  const [root, ...parts] = new Set(components.values());
  const bases = layers.filter(({ kind }) => kind === 'base').map((layer) => baseComponent(cyclonedx, layer));
  if (root) bom.metadata.component = root;
  for (const base of bases) root?.dependencies.add(base.bomRef);
  for (const part of [...bases, ...parts]) bom.components.add(part);
  const serializer = new Serialize.JsonSerializer(new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6));
  return serializer.serialize(bom, { sortLists: true, space: 1 });
}

/** Loading it takes longer than all else that an image needs. */
async function loadCycloneDx(): Promise<typeof CycloneDX> {
  return commonJs<typeof CycloneDX>(await import('@cyclonedx/cyclonedx-library'));
}

/** Components by path, the service itself first; one that is at two paths in the same version is one component. */
function componentsOf(
  cyclonedx: typeof CycloneDX,
  { workspacePackages, packages }: Closure,
  lockfile: Lockfile,
  service: string,
): Map<string, Component> {
  const { Enums, Models } = cyclonedx;
  const byRef = new Map<string, Component>();
  const byPath = new Map<string, Component>();
  const add = (path: string, ref: string, make: () => Component) => {
    const component = byRef.get(ref) ?? make();
    byRef.set(ref, component);
    byPath.set(path, component);
  };
  const [root = '', ...libraries] = workspacePackages;
  add(root, service, () => new Models.Component(Enums.ComponentType.Application, service, { bomRef: service }));
  for (const path of libraries) {
    const { name = path, version = '' } = lockfile.get(path) ?? {};
    add(path, path, () => new Models.Component(Enums.ComponentType.Library, name, { bomRef: path, version }));
  }
  for (const { path, name, version } of packages) {
    add(path, `${name}@${version}`, () => npmComponent(cyclonedx, name, version, lockfile.get(path)));
  }
  return byPath;
}

function npmComponent(cyclonedx: typeof CycloneDX, name: string, version: string, entry: LockEntry = {}): Component {
  const { Enums, Models } = cyclonedx;
  const [scope, unscoped] = name.startsWith('@') ? name.split('/') : [undefined, name];
  const component = new Models.Component(Enums.ComponentType.Library, unscoped ?? name, {
    bomRef: `${name}@${version}`,
    version,
    purl: `pkg:npm/${name.replace('@', '%40')}@${encodeURIComponent(version)}`,
    ...(scope === undefined ? {} : { group: scope }),
  });
  const [algorithm, content] = /^(sha512|sha256)-([^\s]+)/.exec(entry.integrity ?? '')?.slice(1) ?? [];
  if (algorithm !== undefined && content !== undefined) {
    component.hashes.set(
      Enums.HashAlgorithm[algorithm === 'sha512' ? 'SHA-512' : 'SHA-256'],
      Buffer.from(content, 'base64').toString('hex'),
    );
  }
  if (entry.license) component.licenses.add(licenseOf(cyclonedx, entry.license));
  return component;
}

function licenseOf({ Models, SPDX }: typeof CycloneDX, license: string) {
  if (SPDX.isSupportedSpdxId(license)) return new Models.SpdxLicense(license);
  return / (OR|AND|WITH) /.test(license) ? new Models.LicenseExpression(license) : new Models.NamedLicense(license);
}

function baseComponent({ Enums, Models }: typeof CycloneDX, { digest }: BuiltImage['layers'][number]): Component {
  const component = new Models.Component(Enums.ComponentType.Container, 'base', { bomRef: digest, version: digest });
  component.hashes.set(Enums.HashAlgorithm['SHA-256'], hexOf(digest));
  return component;
}
