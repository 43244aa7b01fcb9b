/** A figure that is not what it should be. */
export interface Difference {
  /** Where it stands: `linear, batch: workedRows.tasks.updated`. */
  readonly what: string;
  /** Null: there was none, or there is none any more. */
  readonly expected: number | null;
  readonly found: number | null;
}

/** Largest difference of figures that hardly vary. */
const NEAR = 0.02;

/** Figures that are not the same in both. */
export function exactDifferences(what: string, expected: unknown, found: unknown): Difference[] {
  return differences(what, { expected, found }, (one, other) => one === other);
}

/** Figures that differ by more than 2 %. */
export function nearDifferences(what: string, expected: unknown, found: unknown): Difference[] {
  return differences(what, { expected, found }, (one, other) => Math.abs(other - one) <= NEAR * Math.abs(one));
}

/** A line that says what differs, and by how much. */
export function differenceLine({ what, expected, found }: Difference): string {
  if (expected === null) return `${what}: ${found}, expected none`;
  if (found === null) return `${what}: none, expected ${expected}`;
  const more = found - expected;
  const share = expected === 0 ? '' : `, ${signed((100 * more) / expected, 1)} %`;
  return `${what}: ${round(found)}, expected ${round(expected)} (${signed(more, Number.isInteger(more) ? 0 : 1)}${share})`;
}

function differences(
  what: string,
  { expected, found }: { expected: unknown; found: unknown },
  same: (expected: number, found: number) => boolean,
): Difference[] {
  const before = new Map(numbersOf(what, expected));
  const after = new Map(numbersOf(what, found));
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((path) => {
    const [one, other] = [before.get(path) ?? null, after.get(path) ?? null];
    return one !== null && other !== null && same(one, other) ? [] : [{ what: path, expected: one, found: other }];
  });
}

/** Every number in a document with its path. */
function numbersOf(path: string, value: unknown): [path: string, figure: number][] {
  if (typeof value === 'number') return [[path, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => numbersOf(`${path}${path.endsWith(': ') ? '' : '.'}${key}`, inner));
}

function signed(value: number, digits: number): string {
  return `${value < 0 ? '- ' : '+ '}${Math.abs(value).toFixed(digits)}`;
}

function round(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(1);
}
