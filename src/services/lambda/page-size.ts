const pageSizeMax = 50;

/** AWS gives at most 50 items a page, however many are asked for. */
export function pageSize(maxItems: number | undefined): number {
  return Math.min(maxItems ?? pageSizeMax, pageSizeMax);
}
