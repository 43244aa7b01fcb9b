const UNITS = [
  [86_400, 'd'],
  [3_600, 'h'],
  [60, 'min'],
  [1, 's'],
] as const;

/** Seconds for a sentence, three digits: `0.4 ms`, `1.5 min`. */
export function durationWords(seconds: number): string {
  const [size, unit] = UNITS.find(([least]) => seconds >= least) ?? [0.001, 'ms'];
  return `${Number((seconds / size).toPrecision(3))} ${unit}`;
}
