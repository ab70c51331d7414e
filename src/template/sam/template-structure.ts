/** What must hold of a template before anything else is looked at. */
import { isFilled, isObject, type JsonObject } from './mutable-json.ts';
import { attributeOf, expectMap } from './expect.ts';
import { refuseStructure, SamRefusal, TemplateRefusal } from './refusal.ts';

/** Types whose resources are prepared (globals, implicit APIs) before any of them is expanded. */
const preparedTypes = new Set(
  [
    'Api',
    'Function',
    'SimpleTable',
    'Application',
    'LayerVersion',
    'HttpApi',
    'WebSocketApi',
    'StateMachine',
    'CapacityProvider',
  ].map((name) => `AWS::Serverless::${name}`),
);

/** Throws {@link TemplateRefusal} unless the template has resources, and each of them is a map. */
export function requireStructure(template: JsonObject): void {
  const resources = template['Resources'];
  if (!isObject(resources) || !isFilled(resources)) throw refuse("'Resources' section is required");
  if (!Object.values(resources).every((resource) => isObject(resource)))
    throw refuse("All 'Resources' must be Objects. If you're using YAML, this may be an indentation issue.");
  for (const [id, resource] of eachSamResource(template)) {
    const properties = resource['Properties'];
    if (properties === undefined) continue;
    try {
      expectMap(properties, attributeOf(id, 'Properties'));
    } catch (error) {
      if (error instanceof SamRefusal) throw new TemplateRefusal([error]);
      throw error;
    }
  }
  const { Mappings: mappings = {} } = template;
  if (!isObject(mappings)) throw refuse("'Mappings' or 'Parameters' is either null or not a valid dictionary.");
}

/** The SAM resources of the template, by logical ID; `types` leaves out all others. */
export function eachSamResource(template: JsonObject, ...types: readonly string[]): [string, JsonObject][] {
  const resources = resourcesOf(template);
  return Object.entries(resources).filter((entry): entry is [string, JsonObject] => {
    const [, resource] = entry;
    if (!isObject(resource)) return false;
    const { Type: type, Condition: condition } = resource;
    if (isFilled(condition) && typeof condition !== 'string') throw refuse('Every Condition member must be a string.');
    return typeof type === 'string' && (types.length > 0 ? types.includes(type) : preparedTypes.has(type));
  });
}

export function resourcesOf(template: JsonObject): JsonObject {
  const resources = template['Resources'];
  return isObject(resources) ? resources : {};
}

function refuse(message: string): TemplateRefusal {
  return new TemplateRefusal([refuseStructure(message)]);
}
