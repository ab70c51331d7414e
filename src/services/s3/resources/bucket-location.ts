import { ApiError } from '../../../aws/api-error.ts';

/** The region of a new bucket, from where the request was sent to and what it asks for. */
export function parseBucketLocation(endpointRegion: string, constraint: string | undefined): string {
  const asked = constraint === 'EU' ? 'eu-west-1' : constraint;
  if (endpointRegion === 'us-east-1') {
    // This region is asked for by saying nothing; its endpoint makes buckets of any other region.
    if (asked === 'us-east-1' || asked === '') {
      throw new ApiError('InvalidLocationConstraint', 'The specified location-constraint is not valid', {
        LocationConstraint: asked,
      });
    }
    return asked ?? 'us-east-1';
  }
  if (asked !== endpointRegion) {
    throw new ApiError(
      'IllegalLocationConstraintException',
      `The ${asked ?? 'unspecified'} location constraint is incompatible for the region specific endpoint this request was sent to.`,
    );
  }
  return asked;
}
