import { describe, expect, it } from 'vitest';
import { cursorOf, listName, readCursor } from './list.cursor.js';

const ID = '01970000-0000-7000-8000-000000000001';

describe('a cursor of a list', () => {
  it('gives back the place that it was made of', () => {
    for (const taskId of [ID, '00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff']) {
      const place = { taskId, list: listName({ taskId }) };
      const cursor = cursorOf(place);
      expect(cursor).toMatch(/^[\w-]{32}$/);
      expect(readCursor(cursor)).toEqual(place);
    }
  });

  it.each(['', 'next', ID, 7, null, undefined, [], 'a'.repeat(31), 'a'.repeat(33), `${'a'.repeat(31)}=`, `${'a'.repeat(31)}\n`])(
    'is not %j',
    (cursor) => expect(readCursor(cursor)).toBeUndefined(),
  );

  it('names lists by their content, whatever the order of its keys', () => {
    expect(listName({ a: 1, b: [2] })).toBe(listName({ b: [2], a: 1, c: undefined }));
    expect(listName({ a: 1 })).not.toBe(listName({ a: 2 }));
    expect(listName({ at: new Date(5) })).not.toBe(listName({ at: new Date(6) }));
  });
});
