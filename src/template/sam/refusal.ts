/**
 * What is wrong with a template. A refusal is thrown where it is found and caught in this folder,
 * where the causes of the whole template are gathered; it never leaves {@link transformSam}.
 */
export class SamRefusal extends Error {
  override readonly name: string = 'SamRefusal';
  /** By what the causes of one template are ordered: the resource's logical ID, else the event's, else the message. */
  readonly orderedBy: string;

  constructor(message: string, orderedBy = message) {
    super(message);
    this.orderedBy = orderedBy;
  }
}

/** An event of a function or state machine is wrong; its resource makes a {@link refuseResource} of it. */
export class EventRefusal extends SamRefusal {
  override readonly name = 'EventRefusal';
}

/** Ends the transform at once: no other cause is looked for. */
export class TemplateRefusal extends Error {
  override readonly name = 'TemplateRefusal';
  readonly causes: readonly SamRefusal[];

  constructor(causes: readonly SamRefusal[]) {
    super(describeCauses(causes));
    this.causes = causes;
  }
}

export function refuseResource(logicalId: string, message: string): SamRefusal {
  return new SamRefusal(`Resource with id [${logicalId}] is invalid. ${message}`, logicalId);
}

export function refuseEvent(eventId: string, message: string): EventRefusal {
  return new EventRefusal(`Event with id [${eventId}] is invalid. ${message}`, eventId);
}

export function refuseStructure(message: string): SamRefusal {
  return new SamRefusal(`Structure of the SAM template is invalid. ${message}`, message);
}

/** The message of the whole template: each cause once, in order. */
export function describeCauses(causes: readonly SamRefusal[]): string {
  const unique = [...new Map(causes.map((cause) => [cause.message, cause])).values()];
  const ordered = unique.toSorted((one, other) => compareText(one.orderedBy, other.orderedBy));
  const head = `Invalid Serverless Application Specification document. Number of errors found: ${ordered.length}.`;
  return [head, ...ordered.map((cause) => cause.message)].join(' ');
}

/** By code unit, as Python orders texts. */
export function compareText(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

/** Runs `work`, and turns what it refuses of an event into a refusal of the resource. */
export function blameResource<Result>(logicalId: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (error instanceof EventRefusal) throw refuseResource(logicalId, error.message);
    throw error;
  }
}
