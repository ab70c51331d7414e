import type { VersionSpec } from './execution-host.ts';

/** A version of a function of which a test names what matters to it. */
export function versionSpec(members: Partial<VersionSpec> = {}): VersionSpec {
  return {
    key: 'checkout/7',
    region: 'eu-west-1',
    account: '000000000000',
    functionName: 'checkout',
    functionArn: 'arn:aws:lambda:eu-west-1:000000000000:function:checkout',
    version: '7',
    runtime: 'nodejs22.x',
    handler: 'index.handler',
    architecture: 'x86_64',
    codePath: '/code',
    layerPaths: [],
    environment: {},
    memoryMiB: 128,
    timeoutMs: 3000,
    ephemeralStorageMiB: 512,
    roleArn: 'arn:aws:iam::000000000000:role/checkout',
    logGroup: '/aws/lambda/checkout',
    logFormat: 'Text',
    ...members,
  };
}
