import { ApiError } from '../../aws/api-error.ts';

/** `subject` is the parameter's name, or all that AWS says of it. */
export const invalidParameter = (subject: string, reason?: string): ApiError =>
  new ApiError(
    'InvalidParameterException',
    `Invalid parameter: ${subject}${reason === undefined ? '' : ` Reason: ${reason}`}`,
  );

/** An attribute's own rules are told in another form by the operations that take several attributes at once. */
export type AttributeSource = 'set' | 'create';

export const invalidAttribute = (source: AttributeSource, text: string): ApiError =>
  source === 'create'
    ? invalidParameter('Attributes', text)
    : new ApiError('InvalidParameterException', `Invalid parameter: ${text}`);

export const topicNotFound = (): ApiError => new ApiError('NotFoundException', 'Topic does not exist');
export const subscriptionNotFound = (): ApiError => new ApiError('NotFoundException', 'Subscription does not exist');
export const resourceNotFound = (): ApiError => new ApiError('ResourceNotFoundException', 'Resource does not exist');
