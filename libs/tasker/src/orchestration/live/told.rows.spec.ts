import { expect, it } from 'vitest';
import type { ChangeDocument } from '../../database/history.reader.js';
import { toldRows } from './told.rows.js';

const at = (seconds: number) => `2026-03-01T10:00:0${seconds}+00:00`;
const changes = [1, 2, 3, 4].map((second) => ({
  kind: second % 2 === 0 ? 3 : 2,
  id: second,
  at: at(second),
})) as unknown as ChangeDocument[];
const ends = [null, Date.parse(at(3)), Date.parse(at(4))];
const ids = (rows: readonly ChangeDocument[]) => rows.map(({ id }) => id);

it('are all of a page that has everything', () => {
  expect(ids(toldRows({ changes, ends }, [false, false, false]).now)).toEqual([1, 2, 3, 4]);
});

it('are those up to the moment at which the kind ends that was cut', () => {
  const { now, later } = toldRows({ changes, ends }, [false, true, false]);
  expect([ids(now), ids(later)]).toEqual([[1, 2, 3], [4]]);
});

it('are not held back by a kind that has none', () => {
  expect(ids(toldRows({ changes, ends }, [true, false, false]).now)).toEqual([1, 2, 3, 4]);
});
