import { chmod, mkdir, mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fromBufferPromise, type Entry } from 'yauzl';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findTemplate } from './find-template.ts';
import { packageTemplate } from './package-template.ts';

let folder: string;
let stored: Map<string, Buffer>;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'serin-packaging-'));
  stored = new Map();
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function write(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
}

const packageIt = (name = 'template.yaml', leaveOut: readonly string[] = []) =>
  packageTemplate({
    templatePath: join(folder, name),
    leaveOut,
    store: (contents, key) => {
      stored.set(key, contents);
      return Promise.resolve({ bucket: 'kept', key });
    },
  });

/** The properties of all resources, with what is stored under `zip`, `template` and so on by turns. */
async function propertiesOf(template: string): Promise<unknown> {
  await write({ 'template.yaml': template });
  const { body } = await packageIt();
  const { Resources: resources } = JSON.parse(body) as { Resources: Record<string, { Properties: unknown }> };
  const texts = JSON.stringify(resources).replaceAll(/[0-9a-f]{64}/g, 'HASH');
  const shortened = JSON.parse(texts) as typeof resources;
  return Object.fromEntries(Object.entries(shortened).map(([name, { Properties }]) => [name, Properties]));
}

async function entriesOf(contents: Buffer | undefined): Promise<readonly Entry[]> {
  if (contents === undefined) throw new Error('nothing was stored');
  const zip = await fromBufferPromise(contents);
  const entries: Entry[] = [];
  for await (const entry of zip.eachEntry()) entries.push(entry);
  return entries;
}

const namesOf = async (contents: Buffer | undefined): Promise<readonly string[]> =>
  (await entriesOf(contents)).map(({ fileName }) => fileName);

const oneFunction = `
Resources:
  Checkout:
    Type: AWS::Serverless::Function
    Properties: { CodeUri: src, Handler: !Sub '\${Name}.handler' }
`;

describe('a template', () => {
  it('names where its code is, in the form that each type wants, and keeps the rest', async () => {
    await write({
      'src/index.mjs': 'export {}',
      'api.yaml': 'openapi: 3.0.1',
      'flow.json': '{}',
      'schema.graphql': '',
    });
    const wanted = {
      Checkout: { CodeUri: 's3://kept/HASH.zip', Handler: { 'Fn::Sub': '${Name}.handler' } },
      Plain: { Code: { S3Bucket: 'kept', S3Key: 'HASH.zip' } },
      Layer: { Content: { S3Bucket: 'kept', S3Key: 'HASH.zip' } },
      Api: { BodyS3Location: { Bucket: 'kept', Key: 'HASH.yaml' } },
      Flow: { DefinitionS3Location: { Bucket: 'kept', Key: 'HASH.json' } },
      Job: { Command: { Name: 'glueetl', ScriptLocation: 's3://kept/HASH.mjs' } },
      Graph: { SchemaUri: 's3://kept/HASH.graphql', Functions: { One: { CodeUri: 's3://kept/HASH.mjs' } } },
    };
    expect(
      await propertiesOf(`${oneFunction}
  Plain: { Type: AWS::Lambda::Function, Properties: { Code: ./src } }
  Layer: { Type: AWS::Lambda::LayerVersion, Properties: { Content: ./src } }
  Api: { Type: AWS::ApiGateway::RestApi, Properties: { BodyS3Location: api.yaml } }
  Flow: { Type: AWS::StepFunctions::StateMachine, Properties: { DefinitionS3Location: flow.json } }
  Job: { Type: AWS::Glue::Job, Properties: { Command: { Name: glueetl, ScriptLocation: src/index.mjs } } }
  Graph:
    Type: AWS::Serverless::GraphQLApi
    Properties: { SchemaUri: schema.graphql, Functions: { One: { CodeUri: src/index.mjs } } }
`),
    ).toEqual(wanted);
    expect(stored.size).toBe(5);
  });

  it('keeps its text where it names nothing local', async () => {
    const text = `# Mine
Resources:
  A: { Type: AWS::Serverless::Function, Properties: { CodeUri: s3://there/a.zip } }
  B: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: 'x' } } }
  C: { Type: AWS::Serverless::Function, Properties: { CodeUri: !Ref Where } }
  D: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: 'https://s3.amazonaws.com/b/k' } }
  E: { Type: AWS::Serverless::Function, Properties: { InlineCode: 'x' } }
`;
    await write({ 'template.yaml': text });
    expect(await packageIt()).toEqual({ body: text, artifacts: [] });
  });

  it('names code in its globals, its loops, its includes and its metadata', async () => {
    await write({
      'src/a.txt': 'a',
      'part.yaml': 'A: 1',
      LICENSE: 'mine',
      'template.yaml': `
Transform: [AWS::LanguageExtensions, { Name: AWS::Include, Parameters: { Location: part.yaml } }]
Metadata: { AWS::ServerlessRepo::Application: { LicenseUrl: LICENSE, Name: x } }
Globals: { Function: { CodeUri: src, Timeout: 3 } }
Resources:
  Fn::ForEach::Each: [N, [A, B], { 'F\${N}': { Type: AWS::Lambda::Function, Properties: { Code: src } } }]
  Topic:
    Type: AWS::SNS::Topic
    Properties: { Fn::Transform: { Name: AWS::Include, Parameters: { Location: ./part.yaml } } }
`,
    });
    const { body, artifacts } = await packageIt();
    expect(artifacts.map(({ owner, property, path }) => `${owner} ${property} ${path}`)).toEqual([
      'Transform.1 Location part.yaml',
      'Metadata.AWS::ServerlessRepo::Application LicenseUrl LICENSE',
      'Globals.Function CodeUri src',
      'Resources.Topic.Properties.Fn::Transform Location ./part.yaml',
      'Resources.Fn::ForEach::Each.F${N} Code src',
    ]);
    expect(body).not.toMatch(/"(src|LICENSE|(\.\/)?part\.yaml)"/);
  });

  it('packages what is nested in it, and refuses to be nested in itself', async () => {
    await write({
      'src/a.txt': 'a',
      'child/child.yaml': oneFunction.replace('src', '../src'),
      'template.yaml':
        'Resources: { Child: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: child/child.yaml } } }',
    });
    const { body, artifacts } = await packageIt();
    expect(artifacts.map(({ path }) => path)).toEqual(['../src', 'child/child.yaml']);
    const [zip, child] = artifacts;
    expect(body).toContain(`https://s3.amazonaws.com/kept/${child?.key}`);
    expect(stored.get(child?.key ?? '')?.toString()).toContain(`s3://kept/${zip?.key}`);
    await write({
      'child/child.yaml':
        'Resources: { Up: { Type: AWS::Serverless::Application, Properties: { Location: ../template.yaml } } }',
    });
    await expect(packageIt()).rejects.toThrow(
      'child.yaml: Resources.Up: Location: ../template.yaml is nested in itself',
    );
  });

  it.each([
    ['{ CodeUri: missing }', 'CodeUri: missing is not there'],
    ['{ CodeUri: broken }', 'CodeUri: broken cannot be packaged: ENOENT'],
    ['{ CodeUri: circle }', /CodeUri: circle cannot be packaged: .*again is a link to a folder that holds it/],
  ])('with %s is refused by resource, property and path', async (properties, message) => {
    await write({
      'template.yaml': `Resources: { F: { Type: AWS::Serverless::Function, Properties: ${properties} } }`,
      'broken/a.txt': '',
      'circle/a.txt': '',
    });
    await symlink('nowhere', join(folder, 'broken/link'));
    await symlink('.', join(folder, 'circle/again'));
    await expect(packageIt()).rejects.toMatchObject({
      name: 'PackagingError',
      message: expect.stringMatching(message),
    });
  });

  it('that cannot be read, or is none, is refused by its name', async () => {
    await expect(packageIt('none.yaml')).rejects.toThrow(/none\.yaml: the template cannot be read/);
    await write({ 'bad.yaml': 'A: [' });
    await expect(packageIt('bad.yaml')).rejects.toThrow(/bad\.yaml: Template format error/);
    await write({
      'template.yaml': 'Resources: { A: { Type: AWS::Serverless::Api, Properties: { DefinitionUri: src } } }',
      'src/a.txt': '',
    });
    await expect(packageIt()).rejects.toThrow('Resources.A: DefinitionUri: src is a folder, wanted a file');
  });
});

describe('a package', () => {
  it('is the same, byte for byte, as long as its contents are', async () => {
    await write({ 'template.yaml': oneFunction, 'src/b.txt': 'b', 'src/a/c.txt': 'c' });
    const first = await packageIt();
    await rm(join(folder, 'src'), { recursive: true });
    await write({ 'src/a/c.txt': 'c', 'src/b.txt': 'b' });
    await utimes(join(folder, 'src/b.txt'), 1_000_000_000, 1_000_000_000);
    expect(await packageIt()).toEqual(first);
    expect(stored.size).toBe(1);
    await chmod(join(folder, 'src/b.txt'), 0o755);
    expect(await packageIt()).not.toEqual(first);
  });

  it('has all files in order, with their modes, and what links lead to', async () => {
    await write({ 'template.yaml': oneFunction, 'src/b.sh': '#!', 'src/.hidden': '', 'outside/lib.js': 'x' });
    await mkdir(join(folder, 'src/empty'));
    await chmod(join(folder, 'src/b.sh'), 0o755);
    await symlink('../outside', join(folder, 'src/linked'));
    await packageIt();
    const entries = await entriesOf([...stored.values()][0]);
    expect(entries.map(({ fileName }) => fileName)).toEqual(['.hidden', 'b.sh', 'empty/', 'linked/', 'linked/lib.js']);
    expect(entries[1]?.externalFileAttributes).toBe((0o100755 << 16) >>> 0);
    expect(entries[4]?.uncompressedSize).toBe(1);
  });

  it('leaves out what belongs to others, and says so', async () => {
    await write({ 'template.yaml': oneFunction.replace('src', '.'), 'a.txt': '', '.serin/root-key': 'secret' });
    const { artifacts } = await packageIt('template.yaml', [join(folder, '.serin')]);
    expect(artifacts[0]?.leftOut).toEqual([join(folder, '.serin')]);
    expect(await namesOf([...stored.values()][0])).toEqual(['a.txt', 'template.yaml']);
  });

  it('that is a zip already stays as it is; another file becomes one', async () => {
    await write({ 'template.yaml': oneFunction.replace('src', 'a.txt'), 'a.txt': 'a' });
    await packageIt();
    const [[, zip] = []] = stored;
    expect(await namesOf(zip)).toEqual(['a.txt']);
    await writeFile(join(folder, 'code.jar'), zip ?? '');
    await write({ 'template.yaml': oneFunction.replace('src', 'code.jar') });
    await packageIt();
    expect(stored.size).toBe(1);
  });
});

it('is found as it was built, unless it was changed since', async () => {
  expect(await findTemplate(folder)).toBeUndefined();
  await write({ 'template.json': '{}', 'template.yml': '' });
  expect(await findTemplate(folder)).toBe(join(folder, 'template.yml'));
  await write({ '.aws-sam/build/template.yaml': '' });
  await utimes(join(folder, 'template.yml'), 1_000_000_000, 1_000_000_000);
  expect(await findTemplate(folder)).toBe(join(folder, '.aws-sam/build/template.yaml'));
  await utimes(join(folder, '.aws-sam/build/template.yaml'), 900_000_000, 900_000_000);
  expect(await findTemplate(folder)).toBe(join(folder, 'template.yml'));
});
