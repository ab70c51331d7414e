/** What lets an API invoke the functions that decide over its callers. */
import { isFilled, isObject, type JsonObject, type JsonValue } from '../mutable-json.ts';
import { generate, type GeneratedResource } from '../generated-resource.ts';
import { ref, sub } from '../intrinsics/intrinsic-values.ts';
import { readHttpAuthorizers } from '../open-api/http-authorizer.ts';
import { readRestAuthorizers } from '../open-api/rest-authorizer.ts';

interface AuthorizedApi {
  readonly id: string;
  readonly attributes: JsonObject;
  readonly auth: JsonValue | undefined;
}

export function permitRestAuthorizers(api: AuthorizedApi, partition: string): GeneratedResource[] {
  if (!isFilled(api.auth) || !isObject(api.auth)) return [];
  const authorizers = readRestAuthorizers({ id: api.id, partition }, api.auth['Authorizers'], undefined);
  return permit(api, authorizers, partition);
}

export function permitHttpAuthorizers(api: AuthorizedApi, partition: string): GeneratedResource[] {
  if (!isFilled(api.auth) || !isObject(api.auth)) return [];
  return permit(api, readHttpAuthorizers({ id: api.id, partition }, api.auth), '${AWS::Partition}');
}

function permit(
  { id, attributes }: AuthorizedApi,
  authorizers: ReadonlyMap<string, { readonly permittedFunctionArn: JsonValue | undefined }>,
  partition: string,
): GeneratedResource[] {
  const source = `arn:${partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${__ApiId__}/authorizers/*`;
  return [...authorizers].flatMap(([name, { permittedFunctionArn: functionArn }]) => {
    if (functionArn === undefined) return [];
    const properties = {
      Action: 'lambda:InvokeFunction',
      FunctionName: functionArn,
      Principal: 'apigateway.amazonaws.com',
      SourceArn: sub(source, { __ApiId__: ref(id) }),
    };
    return [generate('AWS::Lambda::Permission', `${id}${name}AuthorizerPermission`, properties, { attributes })];
  });
}
