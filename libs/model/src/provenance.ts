import { z } from 'zod';
import { type Digest } from './digest';
import { isAbout, statementSchema, statementType, type StatementRecord, subjectOf } from './statement';

/** The predicate type of SLSA provenance, version 1. */
export const provenancePredicateType = 'https://slsa.dev/provenance/v1';

/** SLSA's name for the kind of build that Longshore does. */
export const imageBuildType = 'https://longshore.dev/build/image/v1';

/** The record that an image was built from an input key. */
export const provenanceSchema = statementSchema(
  provenancePredicateType,
  z.object({
    buildDefinition: z.object({
      buildType: z.literal(imageBuildType),
      externalParameters: z.object({ service: z.string(), inputKey: z.string() }),
      resolvedDependencies: z.array(z.object({ name: z.string(), digest: z.record(z.string(), z.string()) })),
    }),
    runDetails: z.object({
      builder: z.object({ id: z.string() }),
      metadata: z.object({ invocationId: z.string().optional(), finishedOn: z.iso.datetime() }),
    }),
  }),
);

/** An in-toto statement: this image was built from these inputs by this builder. */
export type Provenance = z.infer<typeof provenanceSchema>;

/** Provenance, signed or not. */
export type ProvenanceRecord = StatementRecord<Provenance>;

/** What was built, and how. */
export interface Build {
  service: string;
  digest: Digest;
  inputKey: string;
  /** The builder's name, as `layers`. */
  builder: string;
  base: Digest;
  /** The run that the build was part of. */
  run?: string | undefined;
  finishedAt: Date;
}

/** The provenance of a build. */
export const provenanceOf = ({ service, digest, inputKey, builder, base, run, finishedAt }: Build): Provenance => ({
  _type: statementType,
  subject: subjectOf(service, digest),
  predicateType: provenancePredicateType,
  predicate: {
    buildDefinition: {
      buildType: imageBuildType,
      externalParameters: { service, inputKey },
      resolvedDependencies: [{ name: 'base', digest: { sha256: base.slice('sha256:'.length) } }],
    },
    runDetails: {
      builder: { id: `https://longshore.dev/builder/${builder}` },
      metadata: { ...(run && { invocationId: run }), finishedOn: finishedAt.toISOString() },
    },
  },
});

/** Whether provenance says that a service's image was built from an input key. */
export function isProvenanceOf(provenance: Provenance, build: Pick<Build, 'service' | 'digest' | 'inputKey'>): boolean {
  const { service, inputKey } = provenance.predicate.buildDefinition.externalParameters;
  return isAbout(provenance, build.digest) && service === build.service && inputKey === build.inputKey;
}
