/**
 * The walls of the house, from the imports as they are written, types included. CONTRIBUTING.md
 * tells the floors in words.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const isTest = (file: string): boolean => /\.(test|contract|fixture|victim)\.ts$/.test(file);

const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => join('src', file))
  .toSorted();

/** What a file imports from `src/`, relative to the root. */
function importsOf(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8');
  const specifiers = [
    ...text.matchAll(/(?:^|\n)\s*(?:import|export)\s[^;]*?from\s+'(\.[^']+)'|import\('(\.[^']+)'/g),
  ].map((match) => match[1] ?? match[2] ?? '');
  return specifiers.map((specifier) => relative(root, resolve(root, dirname(file), specifier)));
}

const graph = new Map(files.map((file) => [file, importsOf(file)]));

/** For each folder, the folders that its files may import beside itself and `src/invariant.ts`. */
const mayImport: readonly (readonly [folder: string, allowed: readonly string[]])[] = [
  ['src/aws/', []],
  ['src/time/', []],
  ['src/deployment/', []],
  ['src/api/', ['src/aws/']],
  ['src/protocol/', ['src/aws/', 'src/api/']],
  ['src/template/', ['src/aws/']],
  ['src/packaging/', ['src/template/']],
  [
    'src/rehearsal/',
    [
      'src/aws/',
      'src/api/',
      'src/protocol/',
      'src/template/',
      'src/packaging/',
      'src/deployment/',
      'src/execution/',
      'src/time/',
      'src/server/',
      'src/platform/',
    ],
  ],
  ['src/storage/', ['src/time/', 'src/aws/']],
  ['src/execution/', ['src/time/', 'src/aws/']],
  ['src/server/', ['src/aws/', 'src/api/', 'src/protocol/', 'src/time/']],
  ['src/services/lambda/', ['src/aws/', 'src/api/', 'src/time/', 'src/storage/', 'src/execution/']],
  ['src/services/codedeploy/', ['src/aws/', 'src/api/', 'src/time/', 'src/storage/', 'src/deployment/']],
  ['src/services/cloudformation/', ['src/aws/', 'src/api/', 'src/time/', 'src/storage/', 'src/template/']],
  ...['s3', 'iam', 'sts', 'cloudwatch', 'logs', 'sns', 'events', 'ssm', 'apigateway', 'cloudcontrol', 'ecr'].map(
    (service) => [`src/services/${service}/`, ['src/aws/', 'src/api/', 'src/time/', 'src/storage/']] as const,
  ),
  [
    'src/platform/',
    [
      'src/aws/',
      'src/api/',
      'src/protocol/',
      'src/time/',
      'src/storage/',
      'src/execution/',
      'src/server/',
      'src/services/',
    ],
  ],
];

describe('imports', () => {
  test('were read', () => {
    expect(files.length).toBeGreaterThan(100);
    expect(graph.get('src/server/dispatcher.ts')).toContain('src/protocol/decode.ts');
    expect([...graph.values()].flat().filter((target) => !existsSync(join(root, target)))).toEqual([]);
  });

  test.each(mayImport)('of %s run down only', (folder, allowed) => {
    const wrong = files
      .filter((file) => file.startsWith(folder) && !isTest(file))
      .flatMap((file) =>
        (graph.get(file) ?? [])
          .filter(
            (target) => target !== 'src/invariant.ts' && ![folder, ...allowed].some((part) => target.startsWith(part)),
          )
          .map((target) => `${file} imports ${target}`),
      );
    expect(wrong).toEqual([]);
  });

  test('of a storage adapter are the business of platform and testing', () => {
    const wrong = files
      .filter((file) => !isTest(file) && !/^src\/(platform|testing|storage)\//.test(file))
      .filter((file) => (graph.get(file) ?? []).some((target) => /^src\/storage\/(sqlite|postgres)\//.test(target)));
    expect(wrong).toEqual([]);
  });

  test('form no circle', () => {
    expect(findCircle()).toEqual([]);
  });
});

function findCircle(): string[] {
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (file: string): string[] => {
    if (done.has(file)) return [];
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    path.push(file);
    for (const target of graph.get(file) ?? []) {
      const circle = visit(target);
      if (circle.length > 0) return circle;
    }
    path.pop();
    done.add(file);
    return [];
  };
  for (const file of files) {
    const circle = visit(file);
    if (circle.length > 0) return circle;
  }
  return [];
}

describe('rooms', () => {
  const services = readdirSync(join(root, 'src/services'));

  // API Gateway is one service with two APIs: what they serve meets in one data plane.
  const homes = services.flatMap((service) => (service === 'apigateway' ? ['apigateway/http'] : [service]));

  test.each(homes)('%s has a service.ts, operations and resources', (service) => {
    for (const room of ['service.ts', 'operations', 'resources'])
      expect(existsSync(join(root, 'src/services', service, room)), room).toBe(true);
  });

  test('there is no folder without a subject', () => {
    const folders = new Set(files.flatMap((file) => dirname(file).split('/')));
    expect(['utils', 'helpers', 'common', 'shared', 'core', 'lib', 'misc'].filter((name) => folders.has(name))).toEqual(
      [],
    );
  });

  test('every folder of src stands in the map', () => {
    const map = readFileSync(join(root, 'docs/ARCHITECTURE.md'), 'utf8');
    const folders = readdirSync(join(root, 'src'), { withFileTypes: true }).filter(
      (entry) => entry.isDirectory() && entry.name !== 'services',
    );
    expect(folders.filter((folder) => !map.includes(`src/${folder.name}/`)).map((folder) => folder.name)).toEqual([]);
  });
});

describe('time and chance', () => {
  test('are read in src/time alone', () => {
    const reads = /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\brandomUUID\(|(?<![.\w])set(?:Timeout|Interval)\(/;
    const wrong = files.filter(
      (file) => !isTest(file) && !file.startsWith('src/time/') && reads.test(readFileSync(join(root, file), 'utf8')),
    );
    expect(wrong).toEqual([]);
  });
});

describe('promises of the repository', () => {
  test('it names no registry host and no path of a machine', () => {
    // Spelled so that this file does not name them.
    const hosts = /registry[.]npm[j]s|py[p]i[.]org|deb[.]deb[i]an|[/]wor[k][/]/;
    const texts = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'package.json', '.npmrc', '.ci/run'].filter((file) =>
      existsSync(join(root, file)),
    );
    expect([...texts, ...files].filter((file) => hosts.test(readFileSync(join(root, file), 'utf8')))).toEqual([]);
  });
});
