/** One template's releases: what a tool that packages code changes in it when the code has changed. */
import { createHash } from 'node:crypto';
import type { JsonObject, JsonValue } from '../../../src/template/json.ts';
import { zipOf } from '../../../src/services/lambda/test-zip.fixture.ts';
import { applications } from './obstacles.ts';
import { isObject, mapTree, resourcesOf } from './template-tree.ts';

/** One that is there, or one that the stack itself makes for its packages. */
export type Bucket =
  | { readonly kind: 'named'; readonly name: string }
  | { readonly kind: 'own'; readonly logicalId: string };

export interface PlacedPackage {
  readonly bucket: Bucket;
  readonly key: string;
  readonly body: Buffer;
}

export interface Release {
  readonly template: JsonObject;
  readonly packages: readonly PlacedPackage[];
}

/** `number` is in every package, in every place of one, and in the ID of every version that a tool wrote itself. */
export function releaseOf(template: JsonObject, { number, report }: { number: number; report: string }): Release {
  const body = packageFor(template, { number, report });
  const versions = resourcesOf(template).filter(({ type }) => type === 'AWS::Lambda::Version');
  const versionIds = new Set(versions.map(({ id }) => id));
  const renamed = (text: string): string => (versionIds.has(text) ? `${text}R${number}` : text);
  const packages: PlacedPackage[] = [];
  const place = (bucket: Bucket, key: string, content = body): string => {
    const placed = `${key}.${number}`;
    packages.push({ bucket, key: placed, body: content });
    return placed;
  };
  const changed = mapTree(template, (value, name) => {
    const names = isObject(value) ? placeNames(value, name) : undefined;
    if (isObject(value) && names !== undefined) {
      return { ...value, [names.key]: place(bucketOf(value[names.bucket]), String(value[names.key])) };
    }
    if (name === 'Resources' && isObject(value)) {
      return Object.fromEntries(Object.entries(value).map(([id, resource]) => [renamed(id), resource]));
    }
    if (isInclude(value)) {
      const key = place({ kind: 'named', name: 'included' }, 'api.json', Buffer.from(JSON.stringify(includedApi)));
      return { Name: 'AWS::Include', Parameters: { Location: `s3://included/${key}` } };
    }
    if (typeof value !== 'string') return value;
    if (value.startsWith(applications)) {
      const bucket: Bucket = { kind: 'named', name: 'applications' };
      const nested = Buffer.from(JSON.stringify(layerApplication(bucket.name, place(bucket, 'layer.zip'))));
      return `https://s3.amazonaws.com/${bucket.name}/${place(bucket, value.slice(applications.length), nested)}`;
    }
    if (name === 'CodeSha256') return createHash('sha256').update(body).digest('base64');
    if (name === 'InlineCode' || name === 'ZipFile') return `${value}\n`.repeat(number);
    const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(value) ?? [];
    if (bucket === undefined || key === undefined) return renamed(value);
    return `s3://${bucket}/${place({ kind: 'named', name: bucket }, key)}`;
  });
  return { template: changed, packages };
}

/** How the members of a place in a bucket are called, where the value is one. */
function placeNames(value: JsonObject, name: string): { readonly bucket: string; readonly key: string } | undefined {
  if ('S3Bucket' in value && typeof value['S3Key'] === 'string') return { bucket: 'S3Bucket', key: 'S3Key' };
  if (/^(Code|Content)Uri$/.test(name) && typeof value['Key'] === 'string') return { bucket: 'Bucket', key: 'Key' };
  return undefined;
}

/** Of a file that its author has beside the template: in the corpus these are descriptions of APIs. */
const isInclude = (value: JsonValue): boolean =>
  isObject(value) &&
  value['Name'] === 'AWS::Include' &&
  isObject(value['Parameters']) &&
  /^\.{0,2}\//.test(String(value['Parameters']['Location']));

/** AWS deploys no API without a method. */
const includedApi = {
  openapi: '3.0.1',
  info: { title: 'An API', version: '1' },
  paths: { '/': { get: { 'x-amazon-apigateway-integration': { type: 'mock' } } } },
};

/** An application that others nest for the layer in it. */
const layerApplication = (S3Bucket: string, S3Key: string): JsonObject => ({
  Resources: { Layer: { Type: 'AWS::Lambda::LayerVersion', Properties: { Content: { S3Bucket, S3Key } } } },
  Outputs: { Arn: { Value: { Ref: 'Layer' } } },
});

const bucketOf = (value: JsonValue | undefined): Bucket =>
  isObject(value) && typeof value['Ref'] === 'string'
    ? { kind: 'own', logicalId: value['Ref'] }
    : { kind: 'named', name: String(value) };

/** A zip with every handler of the template; each tells `report` of its event, and returns. */
function packageFor(template: JsonObject, { number, report }: { number: number; report: string }): Buffer {
  const handlers = new Set<string>();
  mapTree(template, (value, key) => {
    if (key === 'Handler' && typeof value === 'string') handlers.add(value);
    return value;
  });
  const files = new Map<string, string>();
  for (const handler of handlers) {
    const [, module = '', name = ''] = /^(.*)\.(\w+)$/.exec(handler) ?? [];
    if (name === '' || handler.includes(':')) continue;
    const [node, python] = [`${module}.mjs`, `${module}.py`];
    files.set(
      node,
      `${files.get(node) ?? ''}export const ${name} = async (event) => {
  await fetch('${report}', { method: 'POST', body: JSON.stringify(event) });
};
`,
    );
    files.set(
      python,
      `${files.get(python) ?? 'import json, urllib.request\n'}
def ${name}(event, context):
    urllib.request.urlopen('${report}', json.dumps(event).encode())
`,
    );
  }
  return zipOf([
    { path: 'release.txt', content: String(number) },
    ...[...files].map(([path, content]) => ({ path, content })),
  ]);
}
