import { describe, expect, test } from 'vitest';
import { expandResources, propertiesOf, refusalOf } from '../sam-template.fixture.ts';

const fromRepository = {
  Nested: { type: 'Application', properties: { Location: { ApplicationId: 'arn:app', SemanticVersion: '1.0.0' } } },
};

describe('applications', () => {
  test('a template at a place becomes a nested stack', () => {
    const properties = { Location: 'https://bucket/template.yaml', Parameters: { Size: '3' } };
    const { Nested: nested } = expandResources({ Nested: { type: 'Application', properties } });
    expect(nested?.['Type']).toBe('AWS::CloudFormation::Stack');
    expect(propertiesOf(nested)).toEqual({
      TemplateURL: 'https://bucket/template.yaml',
      Parameters: { Size: '3' },
      Tags: [{ Key: 'lambda:createdBy', Value: 'SAM' }],
    });
  });

  test('the repository tells where the template of an application is', () => {
    const findApplication = (id: string, version: string) =>
      ({ kind: 'found', templateUrl: `${id}@${version}` }) as const;
    const { Nested: nested } = expandResources(fromRepository, { context: { findApplication } });
    expect(propertiesOf(nested)).toMatchObject({ TemplateURL: 'arn:app@1.0.0' });
  });

  test('without a repository an application is refused, not left out', () => {
    expect(refusalOf(fromRepository)).toBe(
      'Resource with id [Nested] is invalid. Serverless Application Repository is not available in this region.',
    );
  });

  test('what the repository refuses is told in its words', () => {
    const findApplication = () => ({ kind: 'refused', message: 'No access.' }) as const;
    expect(refusalOf(fromRepository, { context: { findApplication } })).toBe(
      'Resource with id [Nested] is invalid. No access.',
    );
  });
});
