/** A figure without the digits that nobody measured. */
export function roundedTo(digits: number, value: number): number {
  return Number(value.toFixed(digits));
}

/** Percent of a whole, two digits; 0 of nothing (specification: engine core §2.6). */
export function percentOf(part: number, whole: number): number {
  return whole === 0 ? 0 : roundedTo(2, (100 * part) / whole);
}
