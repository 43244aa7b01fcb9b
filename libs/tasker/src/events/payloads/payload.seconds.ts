/** Seconds to the millisecond. */
export function rounded(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}

/** From one moment to another, in seconds: not less than none, whatever the clocks say. */
export function between(from: Date, to: Date): number {
  return rounded(Math.max(0, to.getTime() - from.getTime()) / 1000);
}
