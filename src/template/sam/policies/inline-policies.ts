/** Inline policies of generated roles, under the names that AWS's transform gives them. */
import type { JsonObject, JsonValue } from '../mutable-json.ts';

export function deadLetterQueuePolicy(action: string, resource: JsonValue): JsonObject {
  return {
    PolicyName: 'DeadLetterQueuePolicy',
    PolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Action: action, Resource: resource, Effect: 'Allow' }],
    },
  };
}

export function startExecutionPolicy(stateMachineArn: JsonValue, id: string): JsonObject {
  return allow(`${id}StartExecutionPolicy`, ['states:StartExecution', stateMachineArn]);
}

export function sendMessagePolicy(queueArn: JsonValue, id: string): JsonObject {
  return allow(`${id}SQSPolicy`, ['sqs:SendMessage', queueArn]);
}

export function publishPolicy(topicArn: JsonValue, id: string): JsonObject {
  return allow(`${id}SNSPolicy`, ['sns:publish', topicArn]);
}

export function putObjectPolicy(bucketArn: JsonValue, id: string): JsonObject {
  return allow(
    `${id}S3Policy`,
    ['s3:PutObject', { 'Fn::Join': ['/', [bucketArn, '*']] }],
    ['s3:ListBucket', bucketArn],
  );
}

export function putEventsPolicy(eventBusArn: JsonValue, id: string): JsonObject {
  return allow(`${id}EventBridgePolicy`, ['events:PutEvents', eventBusArn]);
}

export function invokeFunctionPolicy(functionArn: JsonValue, id: string): JsonObject {
  return allow(`${id}LambdaPolicy`, ['lambda:InvokeFunction', functionArn]);
}

function allow(name: string, ...rights: readonly (readonly [action: string, resource: JsonValue])[]): JsonObject {
  return {
    PolicyName: name,
    PolicyDocument: {
      Statement: rights.map(([action, resource]) => ({ Action: action, Effect: 'Allow', Resource: resource })),
    },
  };
}
