import { median } from '../measure/statistics.js';

/** Which way a row of values goes. */
export interface Trend {
  /** Growth from the first to the last value along the slope, as a share of their median; 0.1: by a tenth. */
  readonly growth: number;
  /** Standard deviations by which more pairs rise than a row without a trend has (Mann and Kendall); negative: more fall. */
  readonly certainty: number;
}

/** The trend of values that are equally far from each other, by the median slope of all pairs: single values that stand out do not bend it. */
export function trendOf(values: readonly number[]): Trend {
  const count = values.length;
  if (count < 3) throw new Error(`a trend of ${count} values`);
  const slopes: number[] = [];
  let rising = 0;
  for (let first = 0; first < count; first += 1) {
    for (let second = first + 1; second < count; second += 1) {
      const rise = values[second]! - values[first]!;
      slopes.push(rise / (second - first));
      rising += Math.sign(rise);
    }
  }
  const middle = median(values);
  const deviation = Math.sqrt((count * (count - 1) * (2 * count + 5)) / 18);
  return {
    growth: middle === 0 ? 0 : (median(slopes) * (count - 1)) / Math.abs(middle),
    certainty: rising === 0 ? 0 : (rising - Math.sign(rising)) / deviation,
  };
}
