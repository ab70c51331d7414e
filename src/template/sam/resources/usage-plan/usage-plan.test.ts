import { describe, expect, test } from 'vitest';
import { expandResources, propertiesOf, refusalOf } from '../../sam-template.fixture.ts';

function api(plan: object, attributes = {}) {
  return { type: 'Api', attributes, properties: { StageName: 'Prod', Auth: { UsagePlan: plan } } };
}

const shared = { CreateUsagePlan: 'SHARED' };
const template = { Conditions: { Wanted: { 'Fn::Equals': ['a', 'b'] }, Needed: { 'Fn::Equals': ['a', 'c'] } } };

describe('usage plans', () => {
  test('an API can have a plan and a key to itself', () => {
    const expanded = expandResources({ Shop: api({ CreateUsagePlan: 'PER_API', Quota: { Limit: 5 } }) });
    expect(propertiesOf(expanded['ShopUsagePlan'])).toEqual({
      ApiStages: [{ ApiId: { Ref: 'Shop' }, Stage: { Ref: 'ShopProdStage' } }],
      Quota: { Limit: 5 },
    });
    expect(propertiesOf(expanded['ShopUsagePlanKey'])).toMatchObject({ KeyId: { Ref: 'ShopApiKey' } });
  });

  test('a shared plan serves all APIs that want it', () => {
    const expanded = expandResources({ One: api(shared), Two: api(shared) });
    expect(expanded['ServerlessUsagePlan']?.['DependsOn']).toEqual(expect.arrayContaining(['One', 'Two']));
    expect(propertiesOf(expanded['ServerlessApiKey'])['StageKeys']).toHaveLength(2);
  });

  test('a shared plan exists where any of its APIs does', () => {
    const conditional = { One: api(shared, { Condition: 'Wanted' }), Two: api(shared, { Condition: 'Needed' }) };
    const plan = expandResources(conditional, { template })['ServerlessUsagePlan'];
    expect(plan?.['Condition']).toBe('SharedUsagePlanCondition');
    const always = expandResources({ ...conditional, Three: api(shared) }, { template })['ServerlessUsagePlan'];
    expect(always?.['Condition']).toBeUndefined();
  });

  test('a plan says whether it is shared', () => {
    expect(refusalOf({ Shop: api({}) })).toContain("'CreateUsagePlan' is a required field for UsagePlan.");
    expect(refusalOf({ Shop: api({ CreateUsagePlan: 'ALL' }) })).toContain("one of ['SHARED', 'PER_API', 'NONE']");
  });
});
