import type { ValueTransformer } from 'typeorm';

/** The parts in which the driver gives an interval. */
type IntervalParts = Partial<Record<'days' | 'hours' | 'minutes' | 'seconds' | 'milliseconds', number>>;

/** Reads an `interval` column as milliseconds and writes it from milliseconds. */
export const intervalInMilliseconds: ValueTransformer = {
  from: (value: IntervalParts | null): number | null => {
    if (value === null) return null;
    const { days = 0, hours = 0, minutes = 0, seconds = 0, milliseconds = 0 } = value;
    return (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000 + milliseconds;
  },
  to: (value: number | null): string | null => (value === null ? null : `${value} milliseconds`),
};
