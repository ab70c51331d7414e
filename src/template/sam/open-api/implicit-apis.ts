/**
 * APIs that the events of functions bring forth: each event adds its path to the API that it names,
 * and to `ServerlessRestApi` or `ServerlessHttpApi` where it names none.
 */
import {
  copyJson,
  isAbsent,
  isFilled,
  isObject,
  member,
  setMember,
  type JsonObject,
  type JsonValue,
} from '../mutable-json.ts';
import { eventProperty, expectMap, expectPresent, expectString, propertyOf } from '../expect.ts';
import { makeConditional } from '../intrinsics/intrinsic-values.ts';
import { PythonKeys } from '../python-order.ts';
import { EventRefusal, refuseEvent, refuseResource, TemplateRefusal, type SamRefusal } from '../refusal.ts';
import { eachSamResource, resourcesOf } from '../template-structure.ts';
import { httpKind, restKind, type ApiKind } from './api-kinds.ts';
import { addMethod, anyMethod } from './definition.ts';
import { ImplicitApiAttributes } from './implicit-api-attributes.ts';

/** Gives an empty definition to each API that has none; the transform fills it in. */
export function addDefaultDefinitions(template: JsonObject): void {
  for (const kind of [restKind, httpKind])
    for (const [, api] of eachSamResource(template, kind.type)) {
      const given = api['Properties'];
      // AWS loses what it adds to a REST API without properties, which lacks its stage anyway.
      if (given === undefined && kind === restKind) continue;
      const properties = isObject(given) ? given : {};
      if (isFilled(properties['DefinitionBody']) || isFilled(properties['DefinitionUri'])) continue;
      api['Properties'] = properties;
      properties['DefinitionBody'] = kind.skeleton();
      properties['__MANAGE_SWAGGER'] = true;
    }
}

/** Adds the paths of events to their APIs, in place. */
export function addImplicitApis(template: JsonObject): void {
  for (const kind of [restKind, httpKind]) new ImplicitApi(template, kind).add();
}

class ImplicitApi {
  readonly #template: JsonObject;
  readonly #resources: JsonObject;
  readonly #kind: ApiKind;
  readonly #attributes = new ImplicitApiAttributes();

  constructor(template: JsonObject, kind: ApiKind) {
    this.#template = template;
    this.#resources = resourcesOf(template);
    this.#kind = kind;
  }

  add(): void {
    const { implicitId, implicitProperties, skeleton, type } = this.#kind;
    const existing = copyJson(member(this.#resources, implicitId));
    const implicit: JsonObject = {
      Type: type,
      Properties: { ...copyJson(implicitProperties), DefinitionBody: skeleton(), __MANAGE_SWAGGER: true },
    };
    this.#resources[implicitId] = implicit;
    const causes = this.#addEvents();
    this.#attributes.apply(this.#template, this.#kind, implicit);
    this.#removeUnused(implicit, existing);
    if (causes.length > 0) throw new TemplateRefusal(causes);
  }

  #addEvents(): SamRefusal[] {
    const causes: SamRefusal[] = [];
    const owners = eachSamResource(this.#template, 'AWS::Serverless::Function', 'AWS::Serverless::StateMachine');
    for (const [id, owner] of owners) {
      try {
        for (const [eventId, event] of eventsOf(owner, this.#kind)) this.#addEvent(owner, eventId, event);
      } catch (error) {
        if (!(error instanceof EventRefusal)) throw error;
        causes.push(refuseResource(id, error.message));
      }
    }
    return causes;
  }

  #addEvent(owner: JsonObject, eventId: string, event: JsonObject): void {
    const given = event['Properties'] ?? (event['Properties'] === undefined ? {} : null);
    if (this.#kind === restKind && !isFilled(given)) return;
    const properties = expectMap(given, eventProperty(eventId, ''), 'Properties should be a map.');
    event['Properties'] = properties;
    const { idProperty, implicitId } = this.#kind;
    if (properties[idProperty] === undefined) {
      this.#addTags(owner);
      properties[idProperty] = { Ref: implicitId };
    }
    if (this.#kind === httpKind && !isFilled(properties['Path']) && !isFilled(properties['Method'])) {
      properties['Path'] = '$default';
      properties['Method'] = anyMethod;
    }
    const route = readRoute(eventId, properties, idProperty);
    this.#attributes.record(route, owner);
    this.#addPath(eventId, route);
    if (this.#kind === httpKind && properties['RouteSettings'] !== undefined)
      this.#addRouteSettings(eventId, route, properties['RouteSettings'], owner['Condition']);
  }

  /** Tags of the function go to the API that is made for it. */
  #addTags(owner: JsonObject): void {
    const api = this.#resources[this.#kind.implicitId];
    const apiProperties = isObject(api) ? api['Properties'] : undefined;
    const globals = this.#template['Globals'];
    const section = isObject(globals) ? globals[String(owner['Type']).slice('AWS::Serverless::'.length)] : undefined;
    const own = isObject(owner['Properties']) ? owner['Properties'] : {};
    const inherited = isObject(section) ? section : {};
    const pick = (name: string): JsonValue | undefined => (isFilled(own[name]) ? own[name] : inherited[name]);
    const tags = pick('Tags');
    if (!isObject(apiProperties) || !isFilled(tags) || !isObject(tags) || !isFilled(pick('PropagateTags'))) return;
    const existing = apiProperties['Tags'];
    apiProperties['Tags'] = { ...(isObject(existing) ? existing : {}), ...copyJson(tags) };
    apiProperties['PropagateTags'] = true;
  }

  #addPath(eventId: string, { apiId, method, path }: Route): void {
    const { idProperty, isValid, require, type } = this.#kind;
    const api = member(this.#resources, apiId);
    const isOther = isObject(api) && this.#kind === restKind && api['Type'] === httpKind.type;
    if (!isObject(api) || isOther)
      throw refuseEvent(eventId, `${idProperty} must be a valid reference to an '${type}' resource in same template.`);
    const properties = api['Properties'];
    if (!isObject(properties) || !isValid(properties['DefinitionBody'])) return;
    if (!isFilled(properties['__MANAGE_SWAGGER'])) return;
    addMethod(require(properties['DefinitionBody']), path, method);
  }

  #addRouteSettings(
    eventId: string,
    { apiId, method, path }: Route,
    given: JsonValue | undefined,
    condition: JsonValue | undefined,
  ): void {
    const api = member(this.#resources, apiId);
    const properties = isObject(api) && isObject(api['Properties']) ? api['Properties'] : {};
    const settings = expectMap(properties['RouteSettings'] ?? {}, propertyOf(apiId, 'RouteSettings'));
    const wanted = isFilled(condition) ? makeConditional(condition, given ?? null) : given;
    const own = expectMap(wanted, eventProperty(eventId, 'RouteSettings'));
    const route = method === anyMethod ? path : `${method.toUpperCase()} ${path}`;
    const existing = member(settings, route);
    setMember(settings, route, { ...(isObject(existing) ? existing : {}), ...copyJson(own) });
    properties['RouteSettings'] = settings;
  }

  #removeUnused(implicit: JsonObject, existing: JsonValue | undefined): void {
    const { Properties: properties } = implicit;
    const definition = isObject(properties) ? properties['DefinitionBody'] : undefined;
    if (!isObject(definition) || isFilled(definition['paths'])) return;
    if (isFilled(existing)) this.#resources[this.#kind.implicitId] = existing;
    else delete this.#resources[this.#kind.implicitId];
  }
}

interface Route {
  readonly apiId: string;
  readonly path: string;
  readonly method: string;
}

function readRoute(eventId: string, properties: JsonObject, idProperty: string): Route {
  const { Path: path, Method: method } = properties;
  const place = (name: string) => eventProperty(eventId, name);
  expectPresent(path, place('Path'));
  expectPresent(method, place('Method'));
  return {
    apiId: expectString(apiIdOf(properties[idProperty]), place(idProperty)),
    path: expectString(path, place('Path')),
    method: expectString(method, place('Method')),
  };
}

/** The logical ID in a `Ref`; anything else stays what it is. */
export function apiIdOf(value: JsonValue | undefined): JsonValue | undefined {
  return isObject(value) && value['Ref'] !== undefined ? value['Ref'] : value;
}

function eventsOf(owner: JsonObject, kind: ApiKind): [string, JsonObject][] {
  const { Properties: properties } = owner;
  const events = isObject(properties) ? properties['Events'] : undefined;
  if (!isObject(events)) return [];
  const named = Object.entries(events).filter(
    (entry): entry is [string, JsonObject] =>
      !isAbsent(entry[1]) && isObject(entry[1]) && entry[1]['Type'] === kind.eventType,
  );
  const byName = new Map(named);
  return new PythonKeys(byName.keys()).list().map((name) => [name, byName.get(name) ?? {}]);
}
