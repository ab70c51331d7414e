import { describe, expect, test } from 'vitest';
import { whyNoRuntime } from './runtimes.ts';
import { whyNotEnvironment, whyNotSized, whyUnsupported } from './settings-rules.ts';

describe('environment variables', () => {
  const fits = { LARGE: 'x'.repeat(4096 - '{"LARGE":""}'.length) };

  test('fill four kilobytes of JSON and not a byte more', () => {
    expect(whyNotEnvironment(fits)).toBeUndefined();
    const over = { LARGE: `${fits.LARGE}x` };
    expect(whyNotEnvironment(over)?.message).toBe(
      `Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit. String measured: ${JSON.stringify(over)}`,
    );
  });

  test('are measured in bytes', () => {
    expect(whyNotEnvironment({ LARGE: 'ä'.repeat(2100) })).toBeDefined();
  });

  test('may not have names that the runtime keeps for itself', () => {
    expect(whyNotEnvironment({ AWS_REGION: 'x', MINE: 'y', AWS_SESSION_TOKEN: 'z' })?.message).toContain(
      'Reserved keys used in this request: AWS_REGION, AWS_SESSION_TOKEN',
    );
  });
});

describe('a runtime', () => {
  test.each(['nodejs22.x', 'python3.13', 'provided.al2023'])('%s is fine', (runtime) => {
    expect(whyNoRuntime(runtime)).toBeUndefined();
  });

  test.each(['dotnetcore3.1', 'go1.x', 'java8', 'nodejs12.x', 'nodejs14.x', 'provided', 'python3.7', 'ruby2.7'])(
    '%s is retired',
    (runtime) => {
      expect(whyNoRuntime(runtime)?.message).toBe(
        `The runtime parameter of ${runtime} is no longer supported for creating or updating AWS Lambda functions. We recommend you use a supported runtime while creating or updating functions.`,
      );
    },
  );

  test.each(['non-existent-runtime', 'PYTHON3.9'])('%s is unknown', (runtime) => {
    expect(whyNoRuntime(runtime)?.message).toBe(
      `Value ${runtime} at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: [nodejs20.x, python3.14, provided.al2023, python3.12, python3.13, nodejs24.x, nodejs22.x, java25, python3.10, python3.11, java21, ruby3.3, ruby3.4, ruby3.2, python3.8, python3.9, java17, nodejs16.x, dotnet10, dotnet8, java11, dotnet6, nodejs18.x, provided.al2, java8.al2] or be a valid ARN`,
    );
  });
});

test('time and memory have AWS’s upper bounds', () => {
  expect(whyNotSized({ Timeout: 900, MemorySize: 10_240 })).toBeUndefined();
  expect(whyNotSized({ Timeout: 901 })?.message).toContain("Value '901' at 'timeout'");
  expect(whyNotSized({ MemorySize: 10_241 })?.message).toContain("Value '10241' at 'memorySize'");
});

test.each([
  ['ImageConfig', { ImageConfig: {} }],
  ['PublishTo', { PublishTo: 'LATEST_PUBLISHED' }],
  ['DurableConfig', { DurableConfig: {} }],
  ['TenancyConfig', { TenancyConfig: {} }],
  ['CapacityProviderConfig', { CapacityProviderConfig: {} }],
  ['CodeSigningConfigArn', { CodeSigningConfigArn: 'arn' }],
  ['PackageType Image', { PackageType: 'Image' }],
  ['REFERENCE', { S3ObjectStorageMode: 'REFERENCE' }],
])('what Serin has not is refused by its name: %s', (name, input) => {
  expect(whyUnsupported(input)?.message).toContain(name);
});
