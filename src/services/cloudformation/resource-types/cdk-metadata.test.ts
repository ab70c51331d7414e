import { expect, test } from 'vitest';
import { openTypeStage } from '../type-stage.fixture.ts';

test('metadata of the CDK is made, changed and deleted without a word', async () => {
  await using stage = await openTypeStage();
  const made = await stage.create('AWS::CDK::Metadata', { Analytics: 'v2:deflate64:one' });
  const { live } = made;
  expect(made.outcome).toEqual({ kind: 'done', physicalId: expect.stringMatching(/^[0-9a-f-]{36}$/), attributes: {} });
  if (live === undefined) throw new Error('it is there');
  const { outcome } = await stage.update(live, { Analytics: 'v2:deflate64:two' });
  expect(outcome).toEqual({ kind: 'done', physicalId: live.physicalId, attributes: {} });
  expect((await stage.delete(live)).outcome.kind).toBe('done');
});
