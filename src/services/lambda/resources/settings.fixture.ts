import type { FunctionRecord, FunctionSettings } from './function.ts';

/** Settings of a small function, with what a test says otherwise. */
export function settingsOf(changes: Partial<FunctionSettings>): FunctionSettings {
  return {
    runtime: 'nodejs22.x',
    packageType: 'Zip',
    code: { sha256: 'aaaa', blob: 'bbbb', sizeBytes: 100 },
    role: 'arn:aws:iam::123456789012:role/runner',
    handler: 'index.handler',
    description: '',
    timeoutSeconds: 3,
    memoryMiB: 128,
    ephemeralStorageMiB: 512,
    architectures: ['x86_64'],
    layers: [],
    tracingMode: 'PassThrough',
    logging: { format: 'Text', logGroup: '/aws/lambda/fn' },
    snapStartApplyOn: 'None',
    ...changes,
  };
}

/** A function that was just created. */
export function functionOf(changes: Partial<FunctionRecord>): FunctionRecord {
  return {
    region: 'us-east-1',
    account: '123456789012',
    name: 'fn',
    generation: 'g1',
    state: { phase: 'pending' },
    settings: settingsOf({}),
    revisionId: 'r1',
    lastModifiedAt: 0,
    nextVersion: 1,
    tags: {},
    ...changes,
  };
}
