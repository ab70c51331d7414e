/** Events that are to be forgotten, written down until they are: of a whole group, or of one stream. */
export interface Removal {
  readonly owner: string;
  /** As their events are stored. */
  readonly group: string;
  readonly stream?: string;
}
