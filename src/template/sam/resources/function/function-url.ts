import { isFilled, isList, isObject, type JsonObject, type JsonValue } from '../../mutable-json.ts';
import { expectMap, propertyOf } from '../../expect.ts';
import { generate, type GeneratedResource } from '../../generated-resource.ts';
import { isIntrinsic } from '../../intrinsics/intrinsic-values.ts';
import { refuseResource } from '../../refusal.ts';
import { passedAttributes, type SamResource } from '../../sam-resource.ts';

/** The function's URL, and the permissions that let the public call one without authorization. */
export function createFunctionUrl(resource: SamResource, target: JsonObject): GeneratedResource[] {
  const { id, properties } = resource;
  const config = properties['FunctionUrlConfig'];
  if (!isFilled(config) || !isObject(config)) return [];
  requireAuthType(id, config);
  requireCors(id, config);
  const attributes = passedAttributes(resource);
  const url = generate(
    'AWS::Lambda::Url',
    `${id}Url`,
    {
      Cors: isFilled(config['Cors']) ? config['Cors'] : undefined,
      AuthType: config['AuthType'],
      TargetFunctionArn: target,
      InvokeMode: config['InvokeMode'],
    },
    { attributes },
  );
  return config['AuthType'] === 'NONE' && !isIntrinsic(config)
    ? [url, ...publicPermissions(id, target, attributes)]
    : [url];
}

function publicPermissions(id: string, target: JsonObject, attributes: JsonObject): GeneratedResource[] {
  const permission = (suffix: string, properties: JsonObject): GeneratedResource =>
    generate(
      'AWS::Lambda::Permission',
      `${id}${suffix}`,
      { FunctionName: target, Principal: '*', ...properties },
      { attributes },
    );
  return [
    permission('UrlPublicPermissions', { Action: 'lambda:InvokeFunctionUrl', FunctionUrlAuthType: 'NONE' }),
    permission('URLInvokeAllowPublicAccess', { Action: 'lambda:InvokeFunction', InvokedViaFunctionUrl: true }),
  ];
}

function requireAuthType(id: string, config: JsonObject): void {
  const type = config['AuthType'];
  if (isIntrinsic(config) || isIntrinsic(type) || type === 'AWS_IAM' || type === 'NONE') return;
  throw refuseResource(
    id,
    'AuthType is required to configure function property `FunctionUrlConfig`. Please provide either AWS_IAM or NONE.',
  );
}

const isInteger = (value: JsonValue): boolean =>
  typeof value === 'boolean' || (typeof value === 'number' && Number.isInteger(value));

/** What each setting of CORS must be, under Python's name for it. */
const corsTypes: Readonly<Record<string, readonly [name: string, holds: (value: JsonValue) => boolean]>> = {
  AllowOrigins: ['list', isList],
  AllowMethods: ['list', isList],
  AllowCredentials: ['bool', (value) => typeof value === 'boolean'],
  AllowHeaders: ['list', isList],
  ExposeHeaders: ['list', isList],
  MaxAge: ['int', isInteger],
};

function requireCors(id: string, config: JsonObject): void {
  const cors = config['Cors'];
  if (isIntrinsic(config) || !isFilled(cors) || isIntrinsic(cors)) return;
  for (const [name, value] of Object.entries(expectMap(cors, propertyOf(id, 'FunctionUrlConfig.Cors')))) {
    const type = Object.hasOwn(corsTypes, name) ? corsTypes[name] : undefined;
    if (type === undefined) throw refuseResource(id, `${name} is not a valid property for configuring Cors.`);
    if (!isIntrinsic(value) && !type[1](value)) throw refuseResource(id, `${name} must be of type ${type[0]}.`);
  }
}
