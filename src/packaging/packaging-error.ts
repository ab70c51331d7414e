/** A template names local code that cannot be packaged. */
export class PackagingError extends Error {
  override readonly name = 'PackagingError';
}

/** Where a template names what is on this machine. */
export interface ArtifactPlace {
  /** As the template is called. */
  readonly template: string;
  /** Such as `Resources.Checkout` or `Globals.Function`. */
  readonly owner: string;
  /** Such as `CodeUri`. */
  readonly property: string;
}

export const describePlaceOf = ({ template, owner, property }: ArtifactPlace): string =>
  `${template}: ${owner}: ${property}`;
