import {
  anything,
  booleanShape,
  fieldsShape,
  listShape,
  mapShape,
  oneOfShapes,
  orIntrinsic,
  textShape,
  wordShape,
  type Shape,
} from '../../model-shape.ts';
import {
  isBoolean,
  isMap,
  isString,
  oneOf,
  passed,
  plain,
  requiredPlain,
  type PropertyTable,
} from '../../property-table.ts';

export const graphqlApiProperties: PropertyTable = {
  Name: passed,
  Tags: plain(isMap),
  XrayEnabled: passed,
  Auth: requiredPlain(isMap),
  SchemaInline: plain(isString),
  SchemaUri: plain(isString),
  Logging: plain(oneOf(isMap, isBoolean)),
  DataSources: plain(isMap),
  Functions: plain(isMap),
  Resolvers: plain(isMap),
  ApiKeys: plain(isMap),
  DomainName: plain(isMap),
  Cache: plain(isMap),
  Visibility: passed,
  OwnerContact: passed,
  IntrospectionConfig: passed,
  QueryDepthLimit: passed,
  ResolverCountLimit: passed,
};

/** A map of fields that all are passed on; a name that ends in `!` must be there. */
function passedFields(...names: readonly string[]): Shape {
  return fieldsShape(Object.fromEntries(names.map((name) => [name, anything])));
}

const authorizer = {
  'Type!': wordShape('AWS_IAM', 'API_KEY', 'AWS_LAMBDA', 'OPENID_CONNECT', 'AMAZON_COGNITO_USER_POOLS'),
  LambdaAuthorizer: passedFields('AuthorizerResultTtlInSeconds', 'AuthorizerUri!', 'IdentityValidationExpression'),
  OpenIDConnect: passedFields('AuthTTL', 'ClientId', 'IatTTL', 'Issuer'),
  UserPool: passedFields('AppIdClientRegex', 'AwsRegion', 'DefaultAction', 'UserPoolId!'),
};

const runtime = passedFields('Name!', 'Version!');
const sync = fieldsShape({
  'ConflictDetection!': anything,
  ConflictHandler: anything,
  LambdaConflictHandlerConfig: passedFields('LambdaConflictHandlerArn!'),
});

const dynamoDbSource = fieldsShape({
  'TableName!': anything,
  ServiceRoleArn: anything,
  TableArn: anything,
  Permissions: listShape(wordShape('Read', 'Write')),
  Name: anything,
  Description: anything,
  Region: anything,
  DeltaSync: passedFields('BaseTableTTL!', 'DeltaSyncTableName!', 'DeltaSyncTableTTL!'),
  UseCallerCredentials: anything,
  Versioned: anything,
});

const apiFunction = fieldsShape({
  DataSource: orIntrinsic(textShape),
  Runtime: runtime,
  InlineCode: anything,
  CodeUri: anything,
  Description: anything,
  MaxBatchSize: anything,
  Name: textShape,
  Id: anything,
  Sync: sync,
});

const resolver = fieldsShape({
  FieldName: textShape,
  Caching: fieldsShape({ 'Ttl!': anything, CachingKeys: listShape(anything) }),
  InlineCode: anything,
  CodeUri: anything,
  MaxBatchSize: anything,
  Pipeline: listShape(textShape),
  Runtime: runtime,
  Sync: sync,
});

/** What the maps among the properties hold. */
export const graphqlApiShape = fieldsShape({
  'Auth!': fieldsShape({ ...authorizer, Additional: listShape(fieldsShape(authorizer)) }),
  Tags: mapShape(anything),
  Name: anything,
  XrayEnabled: booleanShape,
  SchemaInline: anything,
  SchemaUri: anything,
  Logging: oneOfShapes(passedFields('CloudWatchLogsRoleArn', 'ExcludeVerboseContent', 'FieldLogLevel'), booleanShape),
  DataSources: fieldsShape({
    DynamoDb: mapShape(dynamoDbSource),
    Lambda: mapShape(passedFields('FunctionArn!', 'ServiceRoleArn', 'Name', 'Description')),
  }),
  Functions: mapShape(apiFunction),
  Resolvers: mapShape(mapShape(resolver)),
  ApiKeys: mapShape(passedFields('ApiKeyId', 'Description', 'ExpiresOn')),
  DomainName: passedFields('CertificateArn!', 'DomainName!', 'Description'),
  Cache: passedFields('ApiCachingBehavior!', 'Ttl!', 'Type!', 'AtRestEncryptionEnabled', 'TransitEncryptionEnabled'),
  Visibility: anything,
  OwnerContact: anything,
  IntrospectionConfig: anything,
  QueryDepthLimit: anything,
  ResolverCountLimit: anything,
});
