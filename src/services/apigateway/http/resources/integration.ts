/** Rules of integrations. */
import type { HttpInput } from '../context.ts';
import { badRequest } from '../errors.ts';
import { given, type IntegrationRecord } from './http-api.ts';

type IntegrationSettings = Omit<IntegrationRecord, 'IntegrationId' | 'ApiGatewayManaged'>;

/** The settings with what AWS adds to them; throws where they are no integration of an HTTP API. */
export function checkIntegration(
  settings: Partial<Omit<HttpInput<'CreateIntegration'>, 'ApiId'>>,
): IntegrationSettings {
  const { IntegrationType, IntegrationSubtype, IntegrationUri = '', PayloadFormatVersion, TimeoutInMillis } = settings;
  if (IntegrationType !== 'AWS_PROXY' && IntegrationType !== 'HTTP_PROXY')
    throw badRequest('HTTP APIs support the integration types AWS_PROXY and HTTP_PROXY only');
  if (IntegrationSubtype === undefined && IntegrationUri === '')
    throw badRequest(`IntegrationUri is required for integration type ${IntegrationType}`);
  if (IntegrationType === 'HTTP_PROXY' && settings.ConnectionType !== 'VPC_LINK') {
    if (!/^https?:\/\/./.test(IntegrationUri)) throw badRequest('Invalid HTTP endpoint specified for URI');
    if (settings.IntegrationMethod === undefined)
      throw badRequest('HttpMethod is required for integration type HTTP_PROXY');
  }
  if (IntegrationType === 'AWS_PROXY' && IntegrationSubtype === undefined && PayloadFormatVersion === undefined)
    throw badRequest('PayloadFormatVersion is a required parameter for integration type AWS_PROXY');
  if (PayloadFormatVersion !== undefined && PayloadFormatVersion !== '1.0' && PayloadFormatVersion !== '2.0')
    throw badRequest('PayloadFormatVersion must be 1.0 or 2.0');
  if (IntegrationType === 'HTTP_PROXY' && PayloadFormatVersion === '2.0')
    throw badRequest('PayloadFormatVersion must be 1.0 for integration type HTTP_PROXY');
  if (TimeoutInMillis !== undefined && (TimeoutInMillis < 50 || TimeoutInMillis > 30_000))
    throw badRequest('Timeout should be between 50 ms and 30000 ms');
  return given({
    ConnectionType: 'INTERNET',
    ...(IntegrationType === 'AWS_PROXY' && { IntegrationMethod: 'POST' }),
    PayloadFormatVersion: '1.0',
    TimeoutInMillis: 30_000,
    ...given(settings),
  });
}
