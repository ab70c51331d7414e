/**
 * Makes of a template one whose functions are the same and yet new: where nothing has changed, a
 * rehearsal needs something to shift. A package gets a comment in its archive, code within the
 * template a comment at its end, and a version that the template itself names gets another name.
 */
import { isJsonObject, type JsonObject, type JsonValue } from '../template/json.ts';
import type { Bucket } from './bucket.ts';
import { referenceOf, resourcesOf } from './shifted-aliases.ts';

/** Where packages lie. */
export type CodeStore = Pick<Bucket, 'name' | 'get' | 'put'>;

const comment = 'rehearsed by Serin';
const endOfDirectory = Buffer.from([0x50, 0x4b, 0x05, 0x06]);
const endBytes = 22;

/** `undefined`: it is no archive that ends as archives without a comment do. */
export function markArchive(archive: Uint8Array): Uint8Array | undefined {
  const bytes = Buffer.from(archive);
  const end = bytes.length - endBytes;
  if (end < 0 || !bytes.subarray(end, end + 4).equals(endOfDirectory) || bytes.readUInt16LE(end + 20) !== 0)
    return undefined;
  bytes.writeUInt16LE(comment.length, end + 20);
  return Buffer.concat([bytes, Buffer.from(comment)]);
}

export async function markCode(template: JsonObject, bucket: CodeStore): Promise<JsonObject> {
  const resources: Record<string, JsonValue> = {};
  for (const [id, body] of resourcesOf(template)) resources[id] = await markResource(body, bucket);
  const marked = { ...template, Resources: resources, ...(await markGlobals(template['Globals'], bucket)) };
  const versions = resourcesOf(template).flatMap(([id, { Type }]) => (Type === 'AWS::Lambda::Version' ? [id] : []));
  return versions.reduce<JsonObject>((tree, id) => renameResource(tree, id, `${id}Rehearsed`), marked);
}

async function markGlobals(globals: JsonValue | undefined, bucket: CodeStore): Promise<JsonObject> {
  if (!isJsonObject(globals) || !isJsonObject(globals['Function'])) return {};
  return { Globals: { ...globals, Function: await markProperties(globals['Function'], bucket) } };
}

async function markResource(body: JsonObject, bucket: CodeStore): Promise<JsonObject> {
  const { Type, Properties } = body;
  if (!isJsonObject(Properties)) return body;
  if (Type === 'AWS::Serverless::Function') return { ...body, Properties: await markProperties(Properties, bucket) };
  if (Type !== 'AWS::Lambda::Function' || !isJsonObject(Properties['Code'])) return body;
  const { Code } = Properties;
  const { ZipFile, S3Bucket, S3Key } = Code;
  const marked =
    ZipFile !== undefined
      ? { ...Code, ZipFile: markText(ZipFile, Properties['Runtime']) }
      : S3Bucket === bucket.name && typeof S3Key === 'string'
        ? { ...Code, S3Key: await markObject(S3Key, bucket) }
        : Code;
  return { ...body, Properties: { ...Properties, Code: marked } };
}

/** Of a SAM function. */
async function markProperties(properties: JsonObject, bucket: CodeStore): Promise<JsonObject> {
  const { CodeUri, InlineCode, Runtime } = properties;
  if (InlineCode !== undefined) return { ...properties, InlineCode: markText(InlineCode, Runtime) };
  const prefix = `s3://${bucket.name}/`;
  if (typeof CodeUri === 'string' && CodeUri.startsWith(prefix))
    return { ...properties, CodeUri: prefix + (await markObject(CodeUri.slice(prefix.length), bucket)) };
  if (isJsonObject(CodeUri) && CodeUri['Bucket'] === bucket.name && typeof CodeUri['Key'] === 'string')
    return { ...properties, CodeUri: { ...CodeUri, Key: await markObject(CodeUri['Key'], bucket) } };
  return properties;
}

async function markObject(key: string, bucket: CodeStore): Promise<string> {
  const marked = markArchive(await bucket.get(key));
  return marked === undefined ? key : bucket.put(marked, '.zip');
}

function markText(code: JsonValue, runtime: JsonValue | undefined): JsonValue {
  const line = typeof runtime === 'string' && runtime.startsWith('python') ? `\n# ${comment}\n` : `\n// ${comment}\n`;
  if (typeof code === 'string') return code + line;
  if (isJsonObject(code) && typeof code['Fn::Sub'] === 'string') return { 'Fn::Sub': code['Fn::Sub'] + line };
  return code;
}

/** Also where others refer to it. */
function renameResource(template: JsonObject, from: string, to: string): JsonObject {
  const renamed = renameReferences(template, from, to);
  if (!isJsonObject(renamed) || !isJsonObject(renamed['Resources'])) return template;
  const resources = Object.fromEntries(
    Object.entries(renamed['Resources']).map(([id, body]) => [id === from ? to : id, body]),
  );
  return { ...renamed, Resources: resources };
}

function renameReferences(value: JsonValue, from: string, to: string): JsonValue {
  if (Array.isArray(value)) return value.map((item: JsonValue) => renameReferences(item, from, to));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, renameMember(name, member, from, to)]),
  );
}

function renameMember(name: string, member: JsonValue, from: string, to: string): JsonValue {
  const isReference = name === 'Ref' || name === 'Fn::GetAtt' || name === 'DependsOn';
  if (isReference && referenceOf({ [name]: member }) === from && Array.isArray(member)) return [to, ...member.slice(1)];
  if (isReference && member === from) return to;
  if (name === 'DependsOn' && Array.isArray(member))
    return member.map((item: JsonValue) => (item === from ? to : item));
  if (name === 'Fn::Sub' && typeof member === 'string')
    return member.replaceAll(`\${${from}}`, `\${${to}}`).replaceAll(`\${${from}.`, `\${${to}.`);
  return renameReferences(member, from, to);
}
