/** Walks a template and puts locations in the place of local paths. */
import { isJsonList, isJsonObject, type JsonObject, type JsonValue } from '../template/json.ts';
import {
  artifactPropertiesOf,
  globalArtifacts,
  includeProperty,
  repositoryMetadata,
  type ArtifactProperty,
} from './artifact-properties.ts';

/** What decides of a value; it answers with the value that is to stand there. */
export interface Replacer {
  replace(value: JsonValue, owner: string, property: ArtifactProperty): Promise<JsonValue>;
}

type Change = (item: JsonValue, name: string) => Promise<JsonValue>;

/** One after the other: the order in which things are stored is the template's. */
async function mapMembers(object: JsonObject, change: Change): Promise<JsonObject> {
  const members: [string, JsonValue][] = [];
  for (const [name, item] of Object.entries(object)) members.push([name, await change(item, name)]);
  return Object.fromEntries(members);
}

export async function rewriteTemplate(tree: JsonObject, replacer: Replacer): Promise<JsonObject> {
  return mapMembers(tree, async (section, name) => {
    const included = await rewriteIncludes(section, name, replacer);
    if (!isJsonObject(included)) return included;
    if (name === 'Resources') return rewriteResources(included, 'Resources', replacer);
    if (name === 'Globals') return rewriteGlobals(included, replacer);
    if (name === 'Metadata') return rewriteMetadata(included, replacer);
    return included;
  });
}

/** `place`: where the value stands, from the template's top on. */
async function rewriteIncludes(value: JsonValue, place: string, replacer: Replacer): Promise<JsonValue> {
  if (isJsonList(value)) {
    const items: JsonValue[] = [];
    for (const [index, item] of value.entries()) items.push(await rewriteIncludes(item, `${place}.${index}`, replacer));
    return items;
  }
  if (!isJsonObject(value)) return value;
  const isTransform = place === 'Transform' || place.startsWith('Transform.') || place.endsWith('Fn::Transform');
  const { Name: name, Parameters: parameters } = value;
  if (isTransform && name === 'AWS::Include' && isJsonObject(parameters)) {
    const { Location: location } = parameters;
    if (location === undefined) return value;
    const stored = await replacer.replace(location, place, includeProperty);
    return { ...value, Parameters: { ...parameters, Location: stored } };
  }
  return mapMembers(value, (item, key) => rewriteIncludes(item, `${place}.${key}`, replacer));
}

async function rewriteResources(resources: JsonObject, place: string, replacer: Replacer): Promise<JsonObject> {
  return mapMembers(resources, async (resource, name) => {
    const owner = `${place}.${name}`;
    // A loop makes resources of its third part.
    if (name.startsWith('Fn::ForEach::') && isJsonList(resource)) {
      const [loop = null, items = null, body = null, ...rest] = resource;
      return isJsonObject(body) ? [loop, items, await rewriteResources(body, owner, replacer), ...rest] : resource;
    }
    if (!isJsonObject(resource)) return resource;
    const { Type: type, Properties: properties } = resource;
    if (typeof type !== 'string' || !isJsonObject(properties)) return resource;
    return {
      ...resource,
      Properties: await rewriteProperties(properties, owner, artifactPropertiesOf(type), replacer),
    };
  });
}

const rewriteGlobals = (globals: JsonObject, replacer: Replacer): Promise<JsonObject> =>
  mapMembers(globals, async (section, name) =>
    isJsonObject(section)
      ? rewriteProperties(section, `Globals.${name}`, globalArtifacts.get(name) ?? [], replacer)
      : section,
  );

const repository = 'AWS::ServerlessRepo::Application';

async function rewriteMetadata(metadata: JsonObject, replacer: Replacer): Promise<JsonObject> {
  const { [repository]: published } = metadata;
  if (!isJsonObject(published)) return metadata;
  const owner = `Metadata.${repository}`;
  return { ...metadata, [repository]: await rewriteProperties(published, owner, repositoryMetadata, replacer) };
}

async function rewriteProperties(
  properties: JsonObject,
  owner: string,
  artifacts: readonly ArtifactProperty[],
  replacer: Replacer,
): Promise<JsonObject> {
  let rewritten = properties;
  for (const artifact of artifacts)
    rewritten = await rewriteAt(rewritten, artifact.path, [], owner, artifact, replacer);
  return rewritten;
}

async function rewriteAt(
  object: JsonObject,
  [step, ...rest]: readonly string[],
  above: readonly string[],
  owner: string,
  artifact: ArtifactProperty,
  replacer: Replacer,
): Promise<JsonObject> {
  return mapMembers(object, async (item, name) => {
    if (step !== '*' && step !== name) return item;
    const path = [...above, name];
    if (rest.length === 0) return replacer.replace(item, owner, { ...artifact, path });
    return isJsonObject(item) ? rewriteAt(item, rest, path, owner, artifact, replacer) : item;
  });
}
