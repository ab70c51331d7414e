/**
 * Input that is wrong, hostile or both, sent to the real program: each has an answer in AWS's words,
 * and afterwards the program is unharmed.
 */
import { afterAll, beforeAll, describe } from 'vitest';
import { describeAftermath } from './bad-input/aftermath.ts';
import { describeBodies } from './bad-input/bodies.ts';
import { describeConnections } from './bad-input/connections.ts';
import { describeNames } from './bad-input/names.ts';
import { describePackages } from './bad-input/packages.ts';
import { startTarget, type TargetServer } from './bad-input/server.ts';
import { describeSignatures } from './bad-input/signatures.ts';
import { describeUnserved } from './bad-input/unserved.ts';

let target: TargetServer | undefined;
const server = (): TargetServer => {
  if (target === undefined) throw new Error('The program has not started');
  return target;
};

beforeAll(async () => {
  target = await startTarget();
});
afterAll(async () => {
  await target?.[Symbol.asyncDispose]();
});

describe('names', () => describeNames(server));
describe('signatures', () => describeSignatures(server));
describe('code packages', () => describePackages(server));
describe('connections', () => describeConnections(server));
describe('operations that are not there', () => describeUnserved(server));
describe('bodies', () => describeBodies(server));
describe('after all that', () => describeAftermath(server));
