import type { LambdaOperations } from '../../../api/lambda.ts';
import type { Client } from '../../../api/service.ts';
import type { Documents } from '../../../storage/documents.ts';
import { isJsonList, isJsonObject, type JsonObject, type JsonValue } from '../../../template/json.ts';
import type { Clock } from '../../../time/clock.ts';
import type { Random } from '../../../time/random.ts';
import { expectResponse, responseUrl } from '../custom-responses.ts';
import { readNumber, requireText } from '../property-readers.ts';
import type { Progress, ResourceRequest, ResourceType, UpdateRequest } from '../resource-type.ts';

export interface CustomResourceDependencies {
  readonly documents: Documents;
  readonly clock: Clock;
  readonly random: Random;
  /** Takes events for functions. */
  readonly lambda: Pick<Client<LambdaOperations>, 'Invoke'>;
  /** Where functions reach Serin. */
  readonly origin: string;
  /** Told what an operator should know of and may do something about. */
  readonly notice: (text: string) => void;
}

export const customResourceTypeName = 'AWS::CloudFormation::CustomResource';

const pollMs = 1000;
const timeoutSecondsDefault = 3600;
/** By then the last attempt at an event that fails is over: no response comes of it any more. */
const noticeAfterMs = 300_000;

/** A resource that a function of the user's makes: `Custom::` with any name. */
export function createCustomResourceType(dependencies: CustomResourceDependencies): ResourceType {
  return {
    typeName: customResourceTypeName,
    serviceName: 'CloudFormation',
    replacementOf: (path) => (path === 'ServiceToken' ? 'Always' : 'Never'),
    create: (request) => ask(dependencies, request, { RequestType: 'Create' }),
    update: (request) => ask(dependencies, request, updateEvent(request)),
    delete: (request) => ask(dependencies, request, { RequestType: 'Delete', PhysicalResourceId: request.physicalId }),
  };
}

const updateEvent = ({ physicalId, previousProperties }: UpdateRequest): JsonObject => ({
  RequestType: 'Update',
  PhysicalResourceId: physicalId,
  OldResourceProperties: withTexts(previousProperties),
});

async function ask(
  dependencies: CustomResourceDependencies,
  request: ResourceRequest,
  event: JsonObject,
): Promise<Progress> {
  const { documents, clock, random, lambda, origin, notice } = dependencies;
  const { stackId, requestToken: token, properties, call, callbackContext } = request;
  const asked = { stackId, token };
  const response = await expectResponse(documents, asked, { random, nowMs: clock.now() });
  if (callbackContext === undefined) {
    const serviceToken = requireText(properties, 'ServiceToken');
    if (!serviceToken.includes(':lambda:'))
      return {
        kind: 'failed',
        message: `Serin asks functions alone for custom resources, and ${serviceToken} is none`,
        code: 'InvalidRequest',
      };
    const payload: JsonObject = {
      ...event,
      ResponseURL: responseUrl(origin, asked, response.secret),
      StackId: stackId,
      RequestId: token,
      ResourceType: request.typeName,
      LogicalResourceId: request.logicalId,
      ServiceToken: serviceToken,
      ResourceProperties: withTexts(properties),
    };
    const Payload = new TextEncoder().encode(JSON.stringify(payload));
    // The request's ID is the act's token, so that a repeated call is one event for the function.
    await lambda.Invoke({ FunctionName: serviceToken, InvocationType: 'Event', Payload }, call);
  } else if (response.body !== undefined) return readResponse(response.body, event, token);
  const limitMs = (readNumber(properties, 'ServiceTimeout') ?? timeoutSecondsDefault) * 1000;
  if (clock.now() >= response.askedAtMs + limitMs)
    return { kind: 'failed', message: timeoutText(token), code: 'NotStabilized', isVerbatim: true };
  const isLate = clock.now() >= response.askedAtMs + noticeAfterMs;
  const isTold = callbackContext?.['isTold'] === true;
  if (isLate && !isTold) notice(lateText(request, { url: responseUrl(origin, asked, response.secret), limitMs }));
  return {
    kind: 'in-progress',
    callbackContext: { isAsked: true, ...(isLate && { isTold: true }) },
    delayMs: pollMs,
  };
}

function lateText(
  { logicalId, typeName, stackName, properties, requestToken }: ResourceRequest,
  { url, limitMs }: { readonly url: string; readonly limitMs: number },
): string {
  return [
    `The custom resource ${logicalId} (${typeName}) of stack ${stackName} has waited for its response for`,
    `${noticeAfterMs / 60_000} minutes, and is given up after ${limitMs / 60_000}: as on AWS, a function that fails`,
    `gives none. See the logs of ${requireText(properties, 'ServiceToken')}, request ${requestToken}. To end the wait:`,
    `curl -X PUT --data '{"Status":"FAILED","Reason":"Given up"}' ${url}`,
  ].join(' ');
}

const timeoutText = (token: string): string =>
  `CloudFormation did not receive a response from your Custom Resource. Please check your logs for requestId [${token}]. If you are using the Python cfn-response module, you may need to update your Lambda function code so that CloudFormation can attach the updated version.`;

function readResponse(body: string, event: JsonObject, token: string): Progress {
  const response = parse(body);
  const { Status: status, Reason: reason, PhysicalResourceId: given, Data: data } = response;
  const known = event['PhysicalResourceId'];
  const physicalId = typeof given === 'string' ? given : typeof known === 'string' ? known : undefined;
  const failed = (message: string): Progress => ({
    kind: 'failed',
    message,
    code: 'GeneralServiceException',
    isVerbatim: true,
    ...(physicalId !== undefined && { physicalId }),
  });
  if (status === 'FAILED')
    return failed(
      `Received response status [FAILED] from custom resource. Message returned: ${String(reason ?? '')} (RequestId: ${token})`,
    );
  if (status !== 'SUCCESS')
    return failed('Invalid response object: Value of property Status must be SUCCESS or FAILED');
  if (physicalId === undefined) return failed('Invalid PhysicalResourceId');
  return { kind: 'done', physicalId, attributes: isJsonObject(data) ? flat(data) : {} };
}

function parse(body: string): JsonObject {
  try {
    const value: JsonValue = JSON.parse(body);
    return isJsonObject(value) ? value : {};
  } catch {
    return {};
  }
}

/** `Fn::GetAtt` names what lies deeper with points between. */
const flat = (data: JsonObject, prefix = ''): JsonObject =>
  Object.fromEntries(
    Object.entries(data).flatMap(([name, value]): [string, JsonValue][] =>
      isJsonObject(value) ? Object.entries(flat(value, `${prefix}${name}.`)) : [[`${prefix}${name}`, value]],
    ),
  );

/** CloudFormation hands numbers and truth values to functions as texts. */
function withTexts(value: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, textsOf(item)]));
}

function textsOf(value: JsonValue): JsonValue {
  if (isJsonList(value)) return value.map(textsOf);
  if (isJsonObject(value)) return withTexts(value);
  return value === null ? '' : String(value);
}
