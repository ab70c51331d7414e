/** Triggers of a Cognito user pool, which must be one of the template. */
import { isList, isObject, member, type JsonObject } from '../mutable-json.ts';
import { expectMap, propertyOf } from '../expect.ts';
import { getAtt } from '../intrinsics/intrinsic-values.ts';
import { isString, listOf, oneOf, passAll, required, requiredPlain } from '../property-table.ts';
import { pythonText } from '../python-text.ts';
import { refuseEvent } from '../refusal.ts';
import type { TransformScope } from '../transform-scope.ts';
import type { EventSource, OwnedEvent } from './event-source.ts';
import { createPermission } from './permission.ts';
import { propertiesOf, referredId, retake } from './template-resource.ts';

export const userPoolEvent: EventSource = {
  type: 'Cognito',
  properties: { UserPool: required(isString), Trigger: requiredPlain(oneOf(isString, listOf(isString))) },
  check: (event, scope) => void findUserPool(event, scope),
  expand(event, { target, scope }) {
    const { id, userPool } = findUserPool(event, scope);
    const sourceArn = getAtt(id, 'Arn');
    const permission = createPermission(`${target.id}Cognito`, target, {
      principal: 'cognito-idp.amazonaws.com',
      sourceArn,
    });
    addTriggers(event, { id, userPool }, target.arn);
    return [permission, retake(id, userPool, 'AWS::Cognito::UserPool', userPoolProperties)];
  },
};

interface UserPool {
  readonly id: string;
  readonly userPool: JsonObject;
}

function findUserPool({ id: ownId, eventId, properties }: OwnedEvent, scope: TransformScope): UserPool {
  const id = referredId(properties['UserPool']);
  if (id !== undefined && typeof id !== 'string') throw refuseEvent(ownId, 'Ref in Userpool is not a string.');
  const userPool = id === undefined ? undefined : member(scope.sourceResources, id);
  if (id === undefined || !isObject(userPool))
    throw refuseEvent(eventId, 'Cognito events must reference a Cognito UserPool in the same template.');
  return { id, userPool };
}

function addTriggers(event: OwnedEvent, { id, userPool }: UserPool, arn: JsonObject): void {
  const properties = expectMap(propertiesOf(userPool), propertyOf(id, ''), 'Properties should be a map.');
  const config = expectMap(properties['LambdaConfig'] ?? {}, propertyOf(id, 'LambdaConfig'));
  properties['LambdaConfig'] = config;
  const given = event.properties['Trigger'];
  for (const trigger of isList(given) ? given : [given]) {
    if (typeof trigger !== 'string') continue;
    if (member(config, trigger) !== undefined)
      throw refuseEvent(event.eventId, `Cognito trigger "${pythonText(given)}" defined multiple times.`);
    config[trigger] = arn;
  }
}

const userPoolProperties = passAll(
  'AccountRecoverySetting',
  'AdminCreateUserConfig',
  'AliasAttributes',
  'AutoVerifiedAttributes',
  'DeletionProtection',
  'DeviceConfiguration',
  'EmailAuthenticationMessage',
  'EmailAuthenticationSubject',
  'EmailConfiguration',
  'EmailVerificationMessage',
  'EmailVerificationSubject',
  'EnabledMfas',
  'LambdaConfig',
  'MfaConfiguration',
  'Policies',
  'Schema',
  'SmsAuthenticationMessage',
  'SmsConfiguration',
  'SmsVerificationMessage',
  'UserAttributeUpdateSettings',
  'UsernameAttributes',
  'UsernameConfiguration',
  'UserPoolAddOns',
  'UserPoolName',
  'UserPoolTags',
  'UserPoolTier',
  'VerificationMessageTemplate',
  'WebAuthnRelyingPartyID',
  'WebAuthnUserVerification',
);
