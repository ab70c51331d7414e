import { isFilled, isObject, withoutAbsent, type JsonObject, type JsonValue } from '../mutable-json.ts';
import { expectPresent, propertyOf } from '../expect.ts';
import { generate } from '../generated-resource.ts';
import { isInteger, isMap, isString, mapOf, oneOf, optional, passed } from '../property-table.ts';
import { pythonText } from '../python-text.ts';
import { refuseResource } from '../refusal.ts';
import type { SamResource } from '../sam-resource.ts';
import { listTags } from '../tags.ts';
import type { SamResourceTransform } from '../transform-scope.ts';

/** A table with a primary key and nothing else. */
export const simpleTableTransform: SamResourceTransform = {
  type: 'AWS::Serverless::SimpleTable',
  turn: 'other',
  properties: {
    PointInTimeRecoverySpecification: passed,
    PrimaryKey: optional(mapOf(isString)),
    ProvisionedThroughput: optional(mapOf(oneOf(isInteger, isMap))),
    TableName: optional(oneOf(isString, isMap)),
    Tags: optional(isMap),
    SSESpecification: optional(isMap),
  },
  expand(resource) {
    const { id, properties, attributes, dependsOn } = resource;
    const key = primaryKeyOf(resource);
    const throughput = properties['ProvisionedThroughput'];
    const passedOn = Object.fromEntries(
      ['PointInTimeRecoverySpecification', 'SSESpecification', 'TableName'].map((name) => [
        name,
        isFilled(properties[name]) ? properties[name] : undefined,
      ]),
    );
    const table = withoutAbsent({
      AttributeDefinitions: [key],
      KeySchema: [{ AttributeName: key['AttributeName'] ?? null, KeyType: 'HASH' }],
      ...(isFilled(throughput) ? { ProvisionedThroughput: throughput } : { BillingMode: 'PAY_PER_REQUEST' }),
      ...passedOn,
      Tags: isFilled(properties['Tags']) ? listTags(properties['Tags']) : undefined,
    });
    return [generate('AWS::DynamoDB::Table', id, table, { attributes, dependsOn })];
  },
};

const attributeTypes: Readonly<Record<string, string>> = { String: 'S', Number: 'N', Binary: 'B' };

function primaryKeyOf({ id, properties }: SamResource): JsonObject {
  const key = properties['PrimaryKey'];
  if (!isFilled(key) || !isObject(key)) return { AttributeName: 'id', AttributeType: 'S' };
  const name = expectPresent(key['Name'], propertyOf(id, 'PrimaryKey.Name'));
  const type = expectPresent(key['Type'], propertyOf(id, 'PrimaryKey.Type'));
  return { AttributeName: name, AttributeType: attributeType(id, type) };
}

function attributeType(id: string, type: JsonValue): string {
  const short = typeof type === 'string' && Object.hasOwn(attributeTypes, type) ? attributeTypes[type] : undefined;
  if (short === undefined) throw refuseResource(id, `Invalid 'Type' "${pythonText(type)}".`);
  return short;
}
