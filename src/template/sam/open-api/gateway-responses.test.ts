import { describe, expect, test } from 'vitest';
import { expandResources, propertiesOf, refusalOf } from '../sam-template.fixture.ts';

function api(responses: object) {
  return { Shop: { type: 'Api', properties: { StageName: 'Prod', GatewayResponses: responses } } };
}

describe('gateway responses', () => {
  test('parameters stand in the definition by their kind', () => {
    const ResponseParameters = { Headers: { Origin: "'*'" }, QueryStrings: { q: "'1'" } };
    const { Shop: shop } = expandResources(api({ UNAUTHORIZED: { StatusCode: 401, ResponseParameters } }));
    expect(propertiesOf(shop)['Body']).toMatchObject({
      'x-amazon-apigateway-gateway-responses': {
        UNAUTHORIZED: {
          statusCode: '401',
          responseTemplates: {},
          responseParameters: {
            'gatewayresponse.header.Origin': "'*'",
            'gatewayresponse.querystring.q': "'1'",
          },
        },
      },
    });
  });

  test('what a response does not take is refused', () => {
    expect(refusalOf(api({ DEFAULT_4XX: { Body: 'x' } }))).toContain("Invalid property 'Body' in 'GatewayResponses'");
    expect(refusalOf(api({ DEFAULT_4XX: { StatusCode: 'teapot' } }))).toContain("'StatusCode' must be numeric");
    expect(refusalOf(api({ DEFAULT_4XX: { ResponseParameters: { Body: {} } } }))).toContain(
      "Invalid gateway response parameter 'Body'",
    );
  });
});
