/** Functions of a GraphQL API, and the resolvers that call them one after the other. */
import {
  isAbsent,
  isFilled,
  isList,
  isObject,
  withoutAbsent,
  type JsonObject,
  type JsonValue,
} from '../../mutable-json.ts';
import { generate, type GeneratedResource } from '../../generated-resource.ts';
import { getAtt } from '../../intrinsics/intrinsic-values.ts';
import { pythonText } from '../../python-text.ts';
import { refuseResource } from '../../refusal.ts';
import type { SamResource } from '../../sam-resource.ts';
import { eachObject } from './graphql-data-sources.ts';

/** The code that AppSync's console gives a resolver which only calls its functions. */
const passingCode = `
export function request(ctx) {
    return {};
}

export function response(ctx) {
    return ctx.prev.result;
}
`;

export function generateGraphqlFunctions(
  api: SamResource,
  sourceNames: ReadonlyMap<string, JsonValue>,
): readonly GeneratedResource[] {
  const functions: GeneratedResource[] = [];
  const resolvers: GeneratedResource[] = [];
  const nothing = new NothingSource(api);
  const functionIds = new Map<string, JsonValue>();
  for (const [key, body] of eachObject(api.properties['Functions'])) {
    const { Id: existing } = body;
    if (isFilled(existing)) {
      if (Object.keys(withoutAbsent(body)).length > 1)
        throw refuseResource(key, "'Id' cannot be defined with other properties in Function.");
      functionIds.set(key, existing);
      continue;
    }
    functions.push(generateFunction(api, key, body, { sourceNames, nothing }));
    functionIds.set(key, getAtt(api.id + key, 'FunctionId'));
  }
  for (const [type, fields] of eachObject(api.properties['Resolvers']))
    for (const [key, body] of eachObject(fields))
      resolvers.push(generateResolver(api, { type, key, body }, functionIds));
  return [...functions, ...resolvers, ...nothing.resources];
}

function generateFunction(
  api: SamResource,
  key: string,
  body: JsonObject,
  sources: { readonly sourceNames: ReadonlyMap<string, JsonValue>; readonly nothing: NothingSource },
): GeneratedResource {
  const { Name: name, InlineCode: code, CodeUri: uri, Sync: sync } = body;
  requireOneCode(key, code, uri);
  if (!isFilled(code) && !isFilled(uri)) throw refuseResource(key, "One of 'InlineCode' or 'CodeUri' must be set.");
  return generate(
    'AWS::AppSync::FunctionConfiguration',
    api.id + key,
    {
      ApiId: getAtt(api.id, 'ApiId'),
      Name: isFilled(name) ? name : key,
      Code: isFilled(code) ? code : undefined,
      CodeS3Location: isFilled(code) ? undefined : uri,
      DataSourceName: nameOfSource(key, body['DataSource'], sources),
      MaxBatchSize: body['MaxBatchSize'],
      Description: body['Description'],
      Runtime: describeRuntime(key, body['Runtime']),
      SyncConfig: isObject(sync) ? withoutAbsent(sync) : undefined,
    },
    { attributes: api.attributes, dependsOn: api.dependsOn },
  );
}

function requireOneCode(key: string, code: JsonValue | undefined, uri: JsonValue | undefined): void {
  if (isFilled(code) && isFilled(uri))
    throw refuseResource(key, "Both 'InlineCode' and 'CodeUri' cannot be defined at the same time.");
}

function nameOfSource(
  key: string,
  source: JsonValue | undefined,
  { sourceNames, nothing }: { readonly sourceNames: ReadonlyMap<string, JsonValue>; readonly nothing: NothingSource },
): JsonValue {
  if (!isFilled(source)) throw refuseResource(key, "'DataSource' must be set.");
  if (isObject(source)) return source;
  const text = pythonText(source);
  if (text.toLowerCase() === 'none') return nothing.use();
  const name = sourceNames.get(text);
  if (name !== undefined) return name;
  throw refuseResource(
    key,
    `Either define DataSource '${text}' in 'DataSources' or use intrinsic function like GetAtt, ImportValue, Sub ` +
      'or another one to reference a DataSource defined outside of this GraphQLApi resource.',
  );
}

function describeRuntime(key: string, runtime: JsonValue | undefined): JsonObject {
  if (isAbsent(runtime) || !isObject(runtime))
    throw refuseResource(key, `'Runtime' must be defined as a property in ${key}.`);
  return withoutAbsent({ Name: runtime['Name'], RuntimeVersion: runtime['Version'] });
}

function generateResolver(
  api: SamResource,
  { type, key, body }: { readonly type: string; readonly key: string; readonly body: JsonObject },
  functionIds: ReadonlyMap<string, JsonValue>,
): GeneratedResource {
  const { InlineCode: code, CodeUri: uri, FieldName: field, Caching: caching, MaxBatchSize: batchSize } = body;
  requireOneCode(key, code, uri);
  const hasCode = isFilled(code) || isFilled(uri);
  const runtime = hasCode ? describeRuntime(key, body['Runtime']) : { Name: 'APPSYNC_JS', RuntimeVersion: '1.0.0' };
  const { Pipeline: pipeline } = body;
  if (!isList(pipeline) || pipeline.length === 0)
    throw refuseResource(
      key,
      `Resolver '${key}' must have Pipeline defined. Unit resolvers are not supported. ` +
        'If you need a Unit resolver you can use AppSync resource.',
    );
  const functions = pipeline.map((name) => {
    const id = functionIds.get(String(name));
    if (id === undefined) throw refuseResource(key, `Function '${String(name)}' does not exist.`);
    return id;
  });
  return generate(
    'AWS::AppSync::Resolver',
    `${api.id}${type}${key}`,
    {
      ApiId: getAtt(api.id, 'ApiId'),
      FieldName: isFilled(field) ? field : key,
      TypeName: type,
      Kind: 'PIPELINE',
      PipelineConfig: { Functions: functions },
      Code: hasCode ? code : passingCode,
      CodeS3Location: uri,
      Runtime: runtime,
      CachingConfig: isObject(caching) ? withoutAbsent(caching) : undefined,
      MaxBatchSize: isFilled(batchSize) ? batchSize : undefined,
    },
    { attributes: api.attributes, dependsOn: [`${api.id}Schema`] },
  );
}

/** The data source that holds nothing: one for the API, made when a function first asks for it. */
class NothingSource {
  readonly resources: GeneratedResource[] = [];
  readonly #api: SamResource;

  constructor(api: SamResource) {
    this.#api = api;
  }

  /** The name of the data source. */
  use(): JsonValue {
    const { id: apiId, attributes, dependsOn } = this.#api;
    const id = `${apiId}NoneDataSource`;
    if (this.resources.length === 0) {
      const properties = { ApiId: getAtt(apiId, 'ApiId'), Name: id, Type: 'NONE' };
      this.resources.push(generate('AWS::AppSync::DataSource', id, properties, { attributes, dependsOn }));
    }
    return getAtt(id, 'Name');
  }
}
