/**
 * How many rows one transaction of a prune takes away. Other writes pass between two steps, so that
 * a large prune holds none of them up for long.
 */
export const pruneStepRows = 2000;
