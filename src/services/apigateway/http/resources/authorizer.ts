/** Rules of authorizers. */
import type { HttpInput } from '../context.ts';
import { badRequest } from '../errors.ts';
import { type AuthorizerRecord, given } from './http-api.ts';

type AuthorizerSettings = Partial<Omit<HttpInput<'CreateAuthorizer'>, 'ApiId'>>;

/** The authorizer that the settings ask for; throws where it cannot be one of an HTTP API. */
export function checkAuthorizer(id: string, settings: AuthorizerSettings): AuthorizerRecord {
  const { AuthorizerType, AuthorizerUri, IdentitySource = [], JwtConfiguration, Name = '' } = settings;
  if (AuthorizerType === 'JWT') {
    if (JwtConfiguration?.Issuer === undefined || !/^https?:\/\/./.test(JwtConfiguration.Issuer))
      throw badRequest('Invalid issuer: JwtConfiguration.Issuer must be an http or https URL');
    if (IdentitySource.length !== 1) throw badRequest('A JWT authorizer needs exactly one identity source');
  } else {
    if (AuthorizerUri === undefined) throw badRequest('AuthorizerUri is required for authorizers of type REQUEST');
    const version = settings.AuthorizerPayloadFormatVersion;
    if (version !== '1.0' && version !== '2.0')
      throw badRequest('AuthorizerPayloadFormatVersion must be 1.0 or 2.0 for authorizers of type REQUEST');
    if (version === '1.0' && settings.EnableSimpleResponses === true)
      throw badRequest('EnableSimpleResponses is supported for payload format version 2.0 only');
    if ((settings.AuthorizerResultTtlInSeconds ?? 0) > 0 && IdentitySource.length === 0)
      throw badRequest('IdentitySource is required where results are cached');
  }
  const fault = IdentitySource.find(
    (source) => !/^\$(request\.(header|querystring)|context|stageVariables)\./.test(source),
  );
  if (fault !== undefined) throw badRequest(`Invalid identity source: ${fault}`);
  return given({ ...settings, AuthorizerId: id, Name });
}
