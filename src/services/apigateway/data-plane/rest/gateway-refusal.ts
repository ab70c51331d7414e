/** What API Gateway itself refuses: each kind has a response of its own, which an API can make another. */
export const gatewayResponseTypes = {
  ACCESS_DENIED: { status: 403, error: 'AccessDeniedException' },
  API_CONFIGURATION_ERROR: { status: 500, error: 'InternalServerErrorException' },
  AUTHORIZER_CONFIGURATION_ERROR: { status: 500, error: 'AuthorizerConfigurationException' },
  AUTHORIZER_FAILURE: { status: 500, error: 'AuthorizerConfigurationException' },
  BAD_REQUEST_BODY: { status: 400, error: 'BadRequestException' },
  BAD_REQUEST_PARAMETERS: { status: 400, error: 'BadRequestException' },
  EXPIRED_TOKEN: { status: 403, error: 'ExpiredTokenException' },
  INTEGRATION_FAILURE: { status: 504, error: 'InternalServerErrorException' },
  INTEGRATION_TIMEOUT: { status: 504, error: 'InternalServerErrorException' },
  INVALID_API_KEY: { status: 403, error: 'ForbiddenException' },
  INVALID_SIGNATURE: { status: 403, error: 'InvalidSignatureException' },
  MISSING_AUTHENTICATION_TOKEN: { status: 403, error: 'MissingAuthenticationTokenException' },
  QUOTA_EXCEEDED: { status: 429, error: 'LimitExceededException' },
  REQUEST_TOO_LARGE: { status: 413, error: 'RequestEntityTooLargeException' },
  RESOURCE_NOT_FOUND: { status: 404, error: 'NotFoundException' },
  THROTTLED: { status: 429, error: 'TooManyRequestsException' },
  UNAUTHORIZED: { status: 401, error: 'UnauthorizedException' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, error: 'UnsupportedMediaTypeException' },
  WAF_FILTERED: { status: 403, error: 'ForbiddenException' },
} as const;

export type GatewayResponseType = keyof typeof gatewayResponseTypes;

/** Ends a request; never leaves the executor. */
export class GatewayRefusal extends Error {
  override readonly name = 'GatewayRefusal';
  readonly type: GatewayResponseType;
  /** `null`: AWS says nothing. */
  readonly text: string | null;
  /** Where it is another one than the type's own. */
  readonly status: number | undefined;
  /** What a template may tell beside the message. */
  readonly details: string | undefined;

  constructor(
    type: GatewayResponseType,
    text: string | null,
    { status, details }: { readonly status?: number; readonly details?: string } = {},
  ) {
    super(text ?? type);
    this.type = type;
    this.text = text;
    this.status = status;
    this.details = details;
  }
}

/** The function, or the address, answered what is no answer. */
export const malformedAnswer = (): GatewayRefusal =>
  new GatewayRefusal('INTEGRATION_FAILURE', 'Internal server error', { status: 502 });

/** The API is not set up as its call needs it. */
export const misconfigured = (): GatewayRefusal =>
  new GatewayRefusal('API_CONFIGURATION_ERROR', 'Internal server error');

export const timedOut = (): GatewayRefusal => new GatewayRefusal('INTEGRATION_TIMEOUT', 'Endpoint request timed out');
