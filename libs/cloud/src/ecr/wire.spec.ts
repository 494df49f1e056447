import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CompleteLayerUploadCommand,
  CreateRepositoryCommand,
  DeleteLifecyclePolicyCommand,
  DescribeImageScanFindingsCommand,
  DescribeImagesCommand,
  ECRClient,
  GetDownloadUrlForLayerCommand,
  GetLifecyclePolicyCommand,
  GetLifecyclePolicyPreviewCommand,
  InitiateLayerUploadCommand,
  ListImageReferrersCommand,
  PutImageCommand,
  PutLifecyclePolicyCommand,
  StartImageScanCommand,
  StartLifecyclePolicyPreviewCommand,
  UploadLayerPartCommand,
} from '@aws-sdk/client-ecr';
import { type Cloud, startCloud } from '../cloud';
import { FakeRuntime } from '../ecs/testing/fake-runtime';

const stateDir = mkdtempSync(join(tmpdir(), 'longshore-ecr-'));
const repositoryName = 'rooms';
const region = 'us-east-1';
let cloud: Cloud;
let ecr: ECRClient;

beforeAll(async () => {
  const account = '123456789012';
  const ports = { port: 0, loadBalancerPort: 0 };
  cloud = await startCloud({ stateDir, ...ports, runtime: new FakeRuntime(), account, region, environments: [] });
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  ecr = new ECRClient({ endpoint: cloud.endpoint, region, credentials, maxAttempts: 1 });
  await ecr.send(new CreateRepositoryCommand({ repositoryName }));
});

afterAll(async () => {
  await cloud.close();
  rmSync(stateDir, { recursive: true, force: true });
});

const digestOf = (bytes: Buffer) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

/** Uploads a layer in parts, as clients of the API do. */
async function uploadLayer(bytes: Buffer, partBytes: number): Promise<string | undefined> {
  const { uploadId } = await ecr.send(new InitiateLayerUploadCommand({ repositoryName }));
  for (let first = 0; first < bytes.length; first += partBytes) {
    const layerPartBlob = bytes.subarray(first, first + partBytes);
    const part = { partFirstByte: first, partLastByte: first + layerPartBlob.length - 1, layerPartBlob };
    await ecr.send(new UploadLayerPartCommand({ repositoryName, uploadId, ...part }));
  }
  const layerDigests = [digestOf(bytes)];
  return (await ecr.send(new CompleteLayerUploadCommand({ repositoryName, uploadId, layerDigests }))).layerDigest;
}

const mediaType = 'application/vnd.oci.image.manifest.v1+json';

async function putImage(imageTag: string, more: object = {}) {
  const bytes = Buffer.from(JSON.stringify({ imageTag }));
  const config = { mediaType: 'application/vnd.oci.image.config.v1+json', digest: digestOf(bytes), size: bytes.length };
  await uploadLayer(bytes, 1000);
  const imageManifest = JSON.stringify({ schemaVersion: 2, mediaType, config, layers: [], ...more });
  const { image } = await ecr.send(new PutImageCommand({ repositoryName, imageManifest, imageTag }));
  return image?.imageId?.imageDigest ?? '';
}

test('layers travel in parts over the API, and come back from a URL', async () => {
  const bytes = randomBytes(5000);
  expect(await uploadLayer(bytes, 2048)).toBe(digestOf(bytes));
  const download = new GetDownloadUrlForLayerCommand({ repositoryName, layerDigest: digestOf(bytes) });
  const { downloadUrl = '' } = await ecr.send(download);
  const answer = await fetch(downloadUrl);
  expect(Buffer.from(await answer.arrayBuffer())).toEqual(bytes);
  expect((await fetch(downloadUrl.replace(/token=.*/, 'token=x'))).status).toBe(401);
  await expect(uploadLayer(bytes, 5000)).rejects.toMatchObject({ name: 'LayerAlreadyExistsException' });
});

test('parts that do not follow each other, empty uploads and wrong digests are refused by name', async () => {
  const { uploadId } = await ecr.send(new InitiateLayerUploadCommand({ repositoryName }));
  const complete = (digest: string) =>
    ecr.send(new CompleteLayerUploadCommand({ repositoryName, uploadId, layerDigests: [digest] }));
  await expect(complete(digestOf(Buffer.from('b')))).rejects.toMatchObject({ name: 'EmptyUploadException' });
  const part = { partFirstByte: 7, partLastByte: 7, layerPartBlob: Buffer.from('a') };
  const upload = new UploadLayerPartCommand({ repositoryName, uploadId, ...part });
  await expect(ecr.send(upload)).rejects.toMatchObject({
    name: 'InvalidLayerPartException',
    lastValidByteReceived: -1,
  });
  await ecr.send(new UploadLayerPartCommand({ repositoryName, uploadId, ...part, partFirstByte: 0, partLastByte: 0 }));
  await expect(complete(digestOf(Buffer.from('b')))).rejects.toMatchObject({ name: 'InvalidLayerException' });
  await expect(complete(digestOf(Buffer.from('a')))).rejects.toMatchObject({ name: 'UploadNotFoundException' });
});

test('what a scan finds can be set', async () => {
  const digest = await putImage('scanned');
  const imageId = { imageTag: 'scanned' };
  const describe = () => ecr.send(new DescribeImageScanFindingsCommand({ repositoryName, imageId }));
  await expect(describe()).rejects.toMatchObject({ name: 'ScanNotFoundException' });
  await ecr.send(new StartImageScanCommand({ repositoryName, imageId }));
  expect(await describe()).toMatchObject({
    imageScanStatus: { status: 'COMPLETE' },
    imageScanFindings: { findings: [] },
  });
  const put = (body: object) =>
    fetch(`${cloud.endpoint}/_cloud/scan-findings`, { method: 'PUT', body: JSON.stringify(body) });
  const findings = [{ name: 'CVE-2026-1', severity: 'CRITICAL' }];
  expect((await put({ repository: repositoryName, image: digest, findings })).status).toBe(200);
  expect(await describe()).toMatchObject({
    imageId: { imageDigest: digest, imageTag: 'scanned' },
    imageScanFindings: { findings, findingSeverityCounts: { CRITICAL: 1 } },
  });
  const { imageDetails } = await ecr.send(new DescribeImagesCommand({ repositoryName, imageIds: [imageId] }));
  expect(imageDetails?.[0]?.imageScanFindingsSummary?.findingSeverityCounts).toEqual({ CRITICAL: 1 });
  expect((await put({ repository: repositoryName, image: 'nope', findings })).status).toBe(400);
  expect((await put({ repository: repositoryName, image: digest, findings: [{ severity: 'BAD' }] })).status).toBe(400);
});

test('a policy is tried out before it is put, and taken back', async () => {
  const old = await putImage('old');
  await putImage('new');
  const selection = { tagStatus: 'tagged', tagPatternList: ['old*'], countType: 'imageCountMoreThan', countNumber: 1 };
  const text = (countNumber: number) =>
    JSON.stringify({
      rules: [{ rulePriority: 1, selection: { ...selection, countNumber }, action: { type: 'expire' } }],
    });
  const get = () => ecr.send(new GetLifecyclePolicyCommand({ repositoryName }));
  await expect(get()).rejects.toMatchObject({ name: 'LifecyclePolicyNotFoundException' });
  await putImage('old2');
  await ecr.send(new StartLifecyclePolicyPreviewCommand({ repositoryName, lifecyclePolicyText: text(1) }));
  const preview = await ecr.send(new GetLifecyclePolicyPreviewCommand({ repositoryName }));
  expect(preview).toMatchObject({ status: 'COMPLETE', summary: { expiringImageTotalCount: 1 } });
  expect(preview.previewResults).toMatchObject([
    { imageDigest: old, action: { type: 'EXPIRE' }, appliedRulePriority: 1 },
  ]);
  await ecr.send(new PutLifecyclePolicyCommand({ repositoryName, lifecyclePolicyText: text(1) }));
  expect(await get()).toMatchObject({ lifecyclePolicyText: text(1), lastEvaluatedAt: expect.any(Date) as Date });
  const { imageDetails = [] } = await ecr.send(new DescribeImagesCommand({ repositoryName }));
  expect(imageDetails.flatMap(({ imageTags }) => imageTags ?? [])).toEqual(expect.arrayContaining(['new', 'old2']));
  expect(imageDetails.map(({ imageDigest }) => imageDigest)).not.toContain(old);
  await ecr.send(new DeleteLifecyclePolicyCommand({ repositoryName }));
  await expect(get()).rejects.toMatchObject({ name: 'LifecyclePolicyNotFoundException' });
});

test('referrers are listed by their subject', async () => {
  const imageDigest = await putImage('subject');
  const proof = await putImage('proof', {
    subject: { mediaType, digest: imageDigest, size: 1 },
    artifactType: 'test/proof',
  });
  const list = (artifactTypes: string[]) =>
    ecr.send(new ListImageReferrersCommand({ repositoryName, subjectId: { imageDigest }, filter: { artifactTypes } }));
  expect((await list(['test/proof'])).referrers).toMatchObject([{ digest: proof, artifactType: 'test/proof' }]);
  expect((await list(['other'])).referrers).toEqual([]);
});
