/** Connectors that stand inside the resource from which they lead. */
import {
  copyJson,
  isAbsent,
  isObject,
  setMember,
  withoutAbsent,
  type JsonObject,
  type JsonValue,
} from './mutable-json.ts';
import { attributeOf, expectMap, propertyOf } from './expect.ts';
import { refuseResource, SamRefusal } from './refusal.ts';
import { connectorTransform } from './resources/connector.ts';
import { readSamResource } from './sam-resource.ts';
import { resourcesOf } from './template-structure.ts';
import { isIdFree, refuseTakenId } from './unique-ids.ts';

/** Makes resources of their own of them, in place, and gives back what was wrong with some. */
export function extractConnectors(template: JsonObject): SamRefusal[] {
  const resources = resourcesOf(template);
  const causes: SamRefusal[] = [];
  const extracted: JsonObject = {};
  for (const [sourceId, resource] of Object.entries(resources)) {
    if (!isObject(resource) || !('Connectors' in resource)) continue;
    const collect = (work: () => void) => {
      try {
        work();
      } catch (error) {
        if (!(error instanceof SamRefusal)) throw error;
        causes.push(error);
      }
    };
    collect(() => {
      const connectors = expectMap(resource['Connectors'], attributeOf(sourceId, `${sourceId}.Connectors`));
      for (const [name, connector] of Object.entries(connectors))
        collect(() => setMember(extracted, sourceId + name, readConnector(sourceId, name, connector, resources)));
    });
    delete resource['Connectors'];
  }
  for (const [id, connector] of Object.entries(extracted)) setMember(resources, id, connector);
  return causes;
}

function readConnector(sourceId: string, name: string, connector: JsonValue, resources: JsonObject): JsonObject {
  const id = sourceId + name;
  if (!isObject(connector)) throw refuseResource(id, `${sourceId}.${id} should be a map.`);
  const path = `Connectors.${name}.Properties`;
  const given = expectMap(connector['Properties'], attributeOf(sourceId, path));
  const { SourceReference: reference, ...properties } = copyJson(given);
  const source: JsonObject = { Id: sourceId };
  if ('SourceReference' in given) {
    const further = expectMap(reference, propertyOf(sourceId, `${path}.SourceReference`));
    if ('Id' in further) throw refuseResource(name, "'Id' shouldn't be defined in 'SourceReference'.");
    Object.assign(source, further);
  }
  const body = { ...connector, Type: connectorTransform.type, Properties: { ...properties, Source: source } };
  const resource = readSamResource(id, body, connectorTransform);
  if (!isIdFree(resource, resources)) throw refuseTakenId(sourceId, resource);
  const { attributes, dependsOn } = resource;
  return {
    Type: connectorTransform.type,
    ...(!isAbsent(dependsOn) && { DependsOn: dependsOn }),
    ...attributes,
    Properties: withoutAbsent(resource.properties),
  };
}
