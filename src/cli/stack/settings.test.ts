import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readSettings, type DeployStackOptions } from './settings.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'serin-settings-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);

const read = (options: Partial<DeployStackOptions> = {}) =>
  readSettings(join(folder, 'template.yaml'), { data: '.serin', interval: 1, ...options });

const samconfig = `version = 0.1
[default.global.parameters]
stack_name = "shop"
region = "eu-west-1"
[default.deploy.parameters]
capabilities = "CAPABILITY_IAM CAPABILITY_AUTO_EXPAND"
parameter_overrides = "Size=\\"very large\\" Stage=dev"
tags = ["team=shop"]
s3_prefix = "kept"
resolve_s3 = true
confirm_changeset = false
image_repositories = []
region = "us-west-2"
profile = "mine"
[prod.deploy.parameters]
stack_name = "shop-prod"
`;

describe('settings of a deployment', () => {
  it('come from samconfig.toml as the SAM CLI reads it, and say what has no effect', async () => {
    write('samconfig.toml', samconfig);
    expect(await read()).toMatchObject({
      stackName: 'shop',
      region: 'us-west-2',
      capabilities: ['CAPABILITY_IAM', 'CAPABILITY_AUTO_EXPAND'],
      parameters: { Size: 'very large', Stage: 'dev' },
      tags: { team: 'shop' },
      s3Prefix: 'kept',
      confirms: false,
      notes: ['samconfig.toml: profile is not supported, and has no effect'],
    });
    expect(await read({ configEnv: 'prod' })).toMatchObject({
      stackName: 'shop-prod',
      s3Prefix: 'shop-prod',
      notes: [],
    });
  });

  it('of the command line count more than those of serin.toml, and these more than those of samconfig.toml', async () => {
    write('samconfig.toml', samconfig);
    write('serin.toml', '[default.deploy.parameters]\ns3_prefix = "own"\ndata = "there"\nwatch = false\n');
    const settings = await read({ stackName: 'mine', parameter: { Stage: 'test' } });
    expect(settings).toMatchObject({
      stackName: 'mine',
      s3Prefix: 'own',
      data: 'there',
      watches: false,
      parameters: { Size: 'very large', Stage: 'test' },
    });
    expect(await read({ watch: true, s3Prefix: 'said' })).toMatchObject({ watches: true, s3Prefix: 'said' });
  });

  it('by default watch, execute, and take all capabilities', async () => {
    expect(await read({ stackName: 'mine' })).toEqual({
      templatePath: join(folder, 'template.yaml'),
      stackName: 'mine',
      parameters: {},
      tags: {},
      capabilities: ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND'],
      notificationArns: [],
      data: '.serin',
      s3Prefix: 'mine',
      confirms: false,
      executes: true,
      watches: true,
      disablesRollback: false,
      failsOnEmpty: false,
      isJson: false,
      intervalMs: 1000,
      notes: [],
    });
  });

  it.each([
    ['', {}, /name the stack/],
    ['stack_name = 1', {}, /samconfig\.toml: stack_name cannot be 1/],
    ['stack_name = ', {}, /^samconfig\.toml \(line 2\): /],
    ['parameter_overrides = ["x"]', {}, /parameter_overrides cannot be \["x"\]/],
    ['stack_name = "a"', { configEnv: 'prod' }, /no environment prod in serin\.toml or samconfig\.toml/],
    ['stack_name = "a"', { capability: ['ALL'] }, /capability: ALL is none of CAPABILITY_IAM/],
    ['stack_name = "a"', { onFailure: 'DELETE', disableRollback: true }, /exclude each other/],
    ['stack_name = "a"', { configFile: 'not-there.toml' }, /cannot read not-there\.toml/],
  ] as const)('%j with %j is wrong usage', async (line, options, message) => {
    write('samconfig.toml', `[default.deploy.parameters]\n${line}\n`);
    await expect(read(options)).rejects.toMatchObject({ exitCode: 2, message: expect.stringMatching(message) });
  });
});
