/**
 * Errors that every AWS service can answer and that no service's schemas hold: code and HTTP status.
 * Source: AWS's "Common errors" pages and recorded responses.
 */
export interface CommonError {
  readonly code: string;
  readonly httpStatus: number;
}

export const commonErrors: Readonly<Record<string, CommonError>> = {
  ValidationException: { code: 'ValidationException', httpStatus: 400 },
  ValidationError: { code: 'ValidationError', httpStatus: 400 },
  SerializationException: { code: 'SerializationException', httpStatus: 400 },
  UnknownOperationException: { code: 'UnknownOperationException', httpStatus: 404 },
  InvalidAction: { code: 'InvalidAction', httpStatus: 400 },
  NotImplemented: { code: 'NotImplemented', httpStatus: 501 },
  RequestEntityTooLargeException: { code: 'RequestEntityTooLargeException', httpStatus: 413 },
  AccessDeniedException: { code: 'AccessDeniedException', httpStatus: 403 },
  AccessDenied: { code: 'AccessDenied', httpStatus: 403 },
  MissingAuthenticationTokenException: { code: 'MissingAuthenticationTokenException', httpStatus: 403 },
  MissingAuthenticationToken: { code: 'MissingAuthenticationToken', httpStatus: 403 },
  IncompleteSignatureException: { code: 'IncompleteSignatureException', httpStatus: 403 },
  IncompleteSignature: { code: 'IncompleteSignature', httpStatus: 400 },
  InvalidSignatureException: { code: 'InvalidSignatureException', httpStatus: 403 },
  SignatureDoesNotMatch: { code: 'SignatureDoesNotMatch', httpStatus: 403 },
  UnrecognizedClientException: { code: 'UnrecognizedClientException', httpStatus: 403 },
  InvalidClientTokenId: { code: 'InvalidClientTokenId', httpStatus: 403 },
  InvalidAccessKeyId: { code: 'InvalidAccessKeyId', httpStatus: 403 },
  ExpiredTokenException: { code: 'ExpiredTokenException', httpStatus: 403 },
  ExpiredToken: { code: 'ExpiredToken', httpStatus: 400 },
  RequestTimeTooSkewed: { code: 'RequestTimeTooSkewed', httpStatus: 403 },
  XAmzContentSHA256Mismatch: { code: 'XAmzContentSHA256Mismatch', httpStatus: 400 },
  InvalidToken: { code: 'InvalidToken', httpStatus: 400 },
  AuthorizationHeaderMalformed: { code: 'AuthorizationHeaderMalformed', httpStatus: 400 },
  MalformedInput: { code: 'MalformedInput', httpStatus: 400 },
  MalformedXML: { code: 'MalformedXML', httpStatus: 400 },
  ServiceUnavailable: { code: 'ServiceUnavailable', httpStatus: 503 },
  InternalFailure: { code: 'InternalFailure', httpStatus: 500 },
};
