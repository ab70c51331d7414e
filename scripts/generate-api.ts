/**
 * Writes `src/api/data/*.json` and `src/api/*.ts`: every operation of every service as data, read
 * from the Smithy schemas in AWS's SDK packages, with the constraints of the public service models.
 *
 * Usage: npm run generate [-- --check]   (needs Python's botocore at the version in botocore.txt)
 */
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { serviceSources, type ServiceSource } from './api-services.ts';
import { constraintOverrides, memberOverrides, rewritePattern, type ShapeConstraints } from './constraint-overrides.ts';

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
type Schema = number | readonly unknown[] | (() => Schema);

const require = createRequire(import.meta.url);
const dataFolder = new URL('../src/api/data/', import.meta.url);
const apiFolder = new URL('../src/api/', import.meta.url);

interface BotocoreShape {
  type: string;
  pattern?: string;
  min?: number;
  max?: number;
  enum?: string[];
  required?: string[];
  members?: Record<string, { shape: string }>;
  member?: { shape: string };
  key?: { shape: string };
  value?: { shape: string };
}
interface BotocoreModel {
  metadata: Record<string, unknown>;
  operations: Record<string, { input?: { shape: string } }>;
  shapes: Record<string, BotocoreShape>;
}

/** Collects the schemas that an operation reaches, by name, in a form that JSON can hold. */
class SchemaTable {
  readonly shapes: Record<string, Json> = {};

  reference(schema: Schema): Json {
    const value = typeof schema === 'function' ? schema() : schema;
    if (typeof value === 'number' || typeof value === 'string') return value;
    if (!Array.isArray(value)) throw new Error(`not a schema: ${String(value)}`);
    // A member with traits is [schema, traits]; a shape begins with its kind, namespace and name.
    if (value.length <= 2 && typeof value[1] !== 'string') {
      return [this.reference(value[0] as Schema), (value[1] ?? 0) as Json];
    }
    return this.define(value);
  }

  private define(shape: readonly unknown[]): string {
    const name = shape[2] as string;
    if (name in this.shapes) return `#${name}`;
    this.shapes[name] = null;
    const [kind, namespace] = shape as [number, string];
    const traits = (shape[3] ?? 0) as Json;
    if (kind === 3 || kind === 4 || kind === -3) {
      const members = (shape[5] as Schema[]).map((member) => this.reference(member));
      this.shapes[name] = [kind, namespace, name, traits, shape[4] as Json, members, (shape[6] ?? 0) as Json];
    } else {
      const rest = shape.slice(4).map((part) => this.reference(part as Schema));
      this.shapes[name] = [kind, namespace, name, traits, ...rest];
    }
    return `#${name}`;
  }
}

function readBotocoreModels(): { version: string; models: Record<string, BotocoreModel> } {
  const program = [
    'import json, sys, botocore, botocore.loaders',
    'loader = botocore.loaders.Loader()',
    "print(json.dumps({'version': botocore.__version__, 'models': {n: loader.load_service_model(n, 'service-2') for n in sys.argv[1:]}}))",
  ].join('\n');
  const names = serviceSources.map((source) => source.botocoreName);
  const output = execFileSync('python3', ['-c', program, ...names], { maxBuffer: 1 << 30, encoding: 'utf8' });
  return JSON.parse(output) as { version: string; models: Record<string, BotocoreModel> };
}

/** The constraints of one model shape: own ones, and those of its members. `undefined`: none. */
function constraintsOf(
  service: string,
  model: BotocoreModel,
  shapeName: string,
  found: Record<string, Json>,
): Json | undefined {
  const shape = model.shapes[shapeName];
  if (shape === undefined) return undefined;
  const override: ShapeConstraints = constraintOverrides[service]?.[shapeName] ?? {};
  if (shape.type === 'structure') {
    if (!(shapeName in found)) {
      found[shapeName] = null;
      const members: Record<string, Json> = {};
      for (const [name, member] of Object.entries(shape.members ?? {})) {
        const override = service === 'lambda' ? memberOverrides[`${shapeName}.${name}`] : undefined;
        if (override === null) continue;
        const constraint =
          override === undefined ? constraintsOf(service, model, member.shape, found) : { type: 'string', ...override };
        if (constraint !== undefined) members[name] = constraint;
      }
      const required = shape.required ?? [];
      if (Object.keys(members).length === 0 && required.length === 0) delete found[shapeName];
      else found[shapeName] = { required, members };
    }
    return { structure: shapeName };
  }
  const result: Record<string, Json> = {};
  const pattern =
    override.pattern ?? (shape.pattern === undefined ? undefined : rewritePattern(service, shape.pattern));
  if (pattern !== undefined) result['pattern'] = pattern;
  for (const bound of ['min', 'max'] as const) {
    const value = override[bound] ?? shape[bound];
    if (value !== undefined) result[bound] = value;
  }
  const values = override.enum ?? shape.enum;
  if (values !== undefined) result['enum'] = values;
  if (override.unnamed !== undefined) result['unnamed'] = override.unnamed;
  if (override.notNull === true) result['notNull'] = true;
  if ((shape.type === 'list' || shape.type === 'map') && override.bareMembers !== true) {
    const parts = { member: shape.member, key: shape.key, value: shape.value };
    for (const [part, target] of Object.entries(parts)) {
      const constraint = target === undefined ? undefined : constraintsOf(service, model, target.shape, found);
      if (constraint !== undefined) result[part] = constraint;
    }
  }
  if (Object.keys(result).length === 0) return undefined;
  return { type: shape.type, ...result };
}

function pruneEmpty(found: Record<string, Json>): void {
  // A structure without constraints of its own leaves references behind, which say nothing.
  const isEmptyReference = (value: Json | undefined): boolean =>
    typeof value === 'object' &&
    value !== null &&
    'structure' in value &&
    !((value as { structure: string }).structure in found);
  const strip = (value: Json): Json => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, inner]) => !isEmptyReference(inner))
        .map(([key, inner]) => [key, strip(inner)]),
    );
  };
  for (const [name, value] of Object.entries(found)) found[name] = strip(value);
}

interface Generated {
  readonly file: URL;
  readonly text: string;
}

function generateService(source: ServiceSource, model: BotocoreModel, botocoreVersion: string): Generated[] {
  const sdk = require(source.sdkPackage) as Record<string, unknown>;
  const sdkVersion = (
    JSON.parse(readFileSync(new URL(`../node_modules/${source.sdkPackage}/package.json`, import.meta.url), 'utf8')) as {
      version: string;
    }
  ).version;
  const table = new SchemaTable();
  const operations: Record<string, Json> = {};
  const constraints: Record<string, Json> = {};
  const errors: string[] = [];
  for (const value of Object.values(sdk)) {
    if (!Array.isArray(value)) continue;
    if (value[0] === 9) {
      const name = value[2] as string;
      operations[name] = [
        (value[3] ?? 0) as Json,
        table.reference(value[4] as Schema),
        table.reference(value[5] as Schema),
      ];
      const input = model.operations[name]?.input?.shape;
      if (input !== undefined) constraintsOf(source.name, model, input, constraints);
    } else if (value[0] === -3) {
      table.reference(value);
      errors.push(value[2] as string);
    }
  }
  pruneEmpty(constraints);
  const inputShapes = Object.fromEntries(
    Object.keys(operations).flatMap((name) => {
      const input = model.operations[name]?.input?.shape;
      return input === undefined ? [] : [[name, input]];
    }),
  );
  const metadata = model.metadata;
  const identity = {
    version: metadata['apiVersion'],
    signingName: metadata['signingName'] ?? metadata['endpointPrefix'],
    targetPrefix: metadata['targetPrefix'],
    protocols: metadata['protocols'] ?? [metadata['protocol']],
    jsonVersion: metadata['jsonVersion'] ?? '1.1',
    xmlNamespace: metadata['xmlNamespace'],
  };
  const data = {
    source: `${source.sdkPackage} ${sdkVersion}, botocore ${botocoreVersion}`,
    service: source.name,
    operations,
    shapes: table.shapes,
    inputShapes,
    constraints,
  };
  return [
    { file: new URL(`${source.name}.json`, dataFolder), text: `${JSON.stringify(data)}\n` },
    { file: new URL(`${source.name}.ts`, apiFolder), text: typesModule(source, sdk, identity, operations, errors) },
  ];
}

/** The service's module: its operations as types, and the data behind them. */
function typesModule(
  source: ServiceSource,
  sdk: Record<string, unknown>,
  identity: object,
  operations: Record<string, Json>,
  errors: string[],
): string {
  const pascal = source.name[0]!.toUpperCase() + source.name.slice(1);
  const lines = Object.keys(operations)
    .toSorted()
    .map((name) => {
      if (!(`${name}Command` in sdk)) throw new Error(`${source.sdkPackage} has no ${name}Command`);
      return `  readonly ${name}: { input: Input<sdk.${name}CommandInput>; output: Output<sdk.${name}CommandOutput> };`;
    });
  return [
    `// Generated by scripts/generate-api.ts from ${source.sdkPackage}. Do not edit.`,
    `import type * as sdk from '${source.sdkPackage}';`,
    `import { defineService, type Input, type Output, type Service } from './service.ts';`,
    '',
    `export interface ${pascal}Operations {`,
    ...lines,
    '}',
    '',
    `export type ${pascal}ErrorType =`,
    ...errors.toSorted().map((name) => `  | '${name}'`),
    '  ;',
    '',
    `export const ${source.name}: Service<${pascal}Operations> = defineService(`,
    `  ${JSON.stringify({ name: source.name, ...identity })},`,
    `  () => import('./data/${source.name}.json', { with: { type: 'json' } }),`,
    ');',
    '',
  ].join('\n');
}

function main(): void {
  const isCheck = process.argv.includes('--check');
  const { version, models } = readBotocoreModels();
  mkdirSync(dataFolder, { recursive: true });
  let stale = 0;
  for (const source of serviceSources) {
    const model = models[source.botocoreName];
    if (model === undefined) throw new Error(`botocore has no ${source.botocoreName}`);
    for (const { file, text } of generateService(source, model, version)) {
      if (!isCheck) {
        writeFileSync(file, text);
        continue;
      }
      let current = '';
      try {
        current = readFileSync(file, 'utf8');
      } catch {
        // A file that is not there is as stale as one with other contents.
      }
      if (current === text) continue;
      stale += 1;
      console.error(`stale: ${file.pathname.split('/').slice(-3).join('/')}; run npm run generate`);
    }
  }
  if (stale > 0) process.exitCode = 1;
}

main();
