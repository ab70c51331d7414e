import { describe, expect, test } from 'vitest';
import { expandResources, propertiesOf, refusalOf } from '../../sam-template.fixture.ts';

function api(properties: object) {
  return {
    Shop: { type: 'GraphQLApi', properties: { SchemaInline: 'type Query', Auth: { Type: 'AWS_IAM' }, ...properties } },
  };
}

const code = { InlineCode: 'export {}', Runtime: { Name: 'APPSYNC_JS', Version: '1.0.0' } };

describe('GraphQL APIs', () => {
  test('an API logs under a role of its own, unless it must not', () => {
    expect(expandResources(api({}))).toHaveProperty('ShopCloudWatchRole');
    const silent = expandResources(api({ Logging: false }));
    expect(silent).not.toHaveProperty('ShopCloudWatchRole');
    expect(propertiesOf(silent['Shop'])).not.toHaveProperty('LogConfig');
  });

  test('a data source may do on its table what the template lets it', () => {
    const expanded = expandResources(
      api({
        DataSources: { DynamoDb: { Items: { TableName: 'items', TableArn: 'arn:items', Permissions: ['Read'] } } },
      }),
    );
    expect(propertiesOf(expanded['ShopItemsDynamoDBDataSource'])).toMatchObject({
      Type: 'AMAZON_DYNAMODB',
      ServiceRoleArn: { 'Fn::GetAtt': ['ShopItemsDynamoDBDataSourceRole', 'Arn'] },
    });
    const policy = JSON.stringify(expanded['ShopItemsDynamoDBDataSourceToTableConnectorPolicy']);
    expect(policy).toContain('dynamodb:GetItem');
    expect(policy).not.toContain('dynamodb:PutItem');
  });

  test('functions without a data source share one that holds nothing', () => {
    const expanded = expandResources(
      api({ Functions: { One: { ...code, DataSource: 'NONE' }, Two: { ...code, DataSource: 'none' } } }),
    );
    const sources = Object.values(expanded).filter(({ Type: type }) => type === 'AWS::AppSync::DataSource');
    expect(sources.map(propertiesOf)).toEqual([expect.objectContaining({ Type: 'NONE' })]);
  });

  test('a resolver without code only calls its functions in turn', () => {
    const Functions = { One: { ...code, DataSource: 'none' } };
    const expanded = expandResources(api({ Functions, Resolvers: { Query: { items: { Pipeline: ['One'] } } } }));
    expect(propertiesOf(expanded['ShopQueryitems'])).toMatchObject({
      Kind: 'PIPELINE',
      PipelineConfig: { Functions: [{ 'Fn::GetAtt': ['ShopOne', 'FunctionId'] }] },
      Runtime: { Name: 'APPSYNC_JS', RuntimeVersion: '1.0.0' },
    });
  });

  test('functions that decide over callers may be invoked by the API', () => {
    const expanded = expandResources(
      api({ Auth: { Type: 'AWS_LAMBDA', LambdaAuthorizer: { AuthorizerUri: 'arn:auth' } } }),
    );
    expect(propertiesOf(expanded['ShopToLambdaAuthConnector1WriteLambdaPermission'])).toMatchObject({
      FunctionName: 'arn:auth',
      Principal: 'appsync.amazonaws.com',
    });
  });

  test('what is wrong is told by its place or its name', () => {
    expect(refusalOf(api({ Logging: { Level: 'ALL' } }))).toBe(
      "Resource with id [Shop] is invalid. Property 'Logging.Level' is invalid.",
    );
    expect(refusalOf(api({ Auth: { Type: 'AWS_LAMBDA' } }))).toContain("'LambdaAuthorizer' must be defined");
    expect(refusalOf(api({ Functions: { One: { ...code, DataSource: 'Nowhere' } } }))).toContain(
      "Resource with id [One] is invalid. Either define DataSource 'Nowhere'",
    );
    expect(refusalOf(api({ Resolvers: { Query: { items: { Pipeline: ['Two'] } } } }))).toContain(
      "Function 'Two' does not exist.",
    );
  });
});
