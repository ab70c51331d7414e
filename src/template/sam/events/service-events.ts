/** Events that a service of AWS sends by itself: logs, Alexa, things. */
import { isFilled, withoutAbsent } from '../mutable-json.ts';
import { generate } from '../generated-resource.ts';
import { ref, sub } from '../intrinsics/intrinsic-values.ts';
import { isString, optional, required } from '../property-table.ts';
import type { EventSource } from './event-source.ts';
import { createPermission } from './permission.ts';

export const logsEvent: EventSource = {
  type: 'CloudWatchLogs',
  properties: { LogGroupName: required(isString), FilterPattern: required(isString) },
  expand({ id, properties }, { target, scope }) {
    const { LogGroupName: group, FilterPattern: pattern } = properties;
    const sourceArn = sub(
      `arn:${scope.partition}:logs:\${AWS::Region}:\${AWS::AccountId}:log-group:\${__LogGroupName__}:*`,
      { __LogGroupName__: group ?? null },
    );
    const permission = createPermission(id, target, { principal: 'logs.amazonaws.com', sourceArn });
    const filter = generate(
      'AWS::Logs::SubscriptionFilter',
      id,
      { LogGroupName: group, FilterPattern: pattern, DestinationArn: target.arn },
      { attributes: target.attributes, dependsOn: [permission.id] },
    );
    return [permission, filter];
  },
};

export const alexaEvent: EventSource = {
  type: 'AlexaSkill',
  properties: { SkillId: optional(isString) },
  expand: ({ id, properties }, { target }) => [
    createPermission(id, target, {
      principal: 'alexa-appkit.amazon.com',
      eventSourceToken: properties['SkillId'],
    }),
  ],
};

export const thingsEvent: EventSource = {
  type: 'IoTRule',
  properties: { Sql: required(isString), AwsIotSqlVersion: optional(isString) },
  expand({ id, properties }, { target, scope }) {
    const version = properties['AwsIotSqlVersion'];
    const sourceArn = sub(`arn:${scope.partition}:iot:\${AWS::Region}:\${AWS::AccountId}:rule/\${RuleName}`, {
      RuleName: ref(id),
    });
    const permission = createPermission(id, target, {
      principal: 'iot.amazonaws.com',
      sourceArn,
      sourceAccount: sub('${AWS::AccountId}'),
    });
    const payload = withoutAbsent({
      Sql: properties['Sql'],
      RuleDisabled: false,
      Actions: [{ Lambda: { FunctionArn: target.arn } }],
      AwsIotSqlVersion: isFilled(version) ? version : undefined,
    });
    const rule = generate('AWS::IoT::TopicRule', id, { TopicRulePayload: payload }, { attributes: target.attributes });
    return [permission, rule];
  },
};
