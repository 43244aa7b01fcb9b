import { InvalidRequestError } from '../../model/errors.js';
import { HistoryPosition } from './history.position.js';
import { IdRanges, type IdRange } from './id.ranges.js';

/** Where the stream of one task stands: what is behind these ids is still to be told. */
export interface TaskPosition {
  readonly ofSteps: number;
  readonly ofTask: number;
}

const RANGE = '[1-9a-z][0-9a-z]{0,10}(?:-[1-9a-z][0-9a-z]{0,10})?';
const RANGES = `(${RANGE}(?:_${RANGE})*)`;
const OF_HISTORY = new RegExp(`^h([0-9a-f]{8})\\.${RANGES}\\.${RANGES}\\.${RANGES}$`);
const OF_TASK = /^t([0-9a-f]{8})\.([0-9a-f]{12})\.(0|[1-9a-z][0-9a-z]{0,10})\.(0|[1-9a-z][0-9a-z]{0,10})$/;
const LOST = /^r([0-9a-f]{8})$/;
/** Nothing longer is made or taken: a header of a request has 16 KB at most. */
const MOST_CHARACTERS = 6_000;

/** Writes and reads cursors of one database: text of digits, letters, `.`, `_` and `-` that clients hand back as they got it. */
export class LiveCursor {
  /** @param mark says which database the ids are of: eight hexadecimal digits */
  constructor(private readonly mark: string) {}

  /** Where more gaps are open than a header holds, it is one that begins with a reset. */
  ofHistory({ kinds }: HistoryPosition): string {
    const ranges = kinds.reduce((sum, { list }) => sum + list.length, 0);
    const cursor = 2 * ranges > MOST_CHARACTERS ? undefined : `h${this.mark}.${kinds.map(textOf).join('.')}`;
    return cursor !== undefined && cursor.length <= MOST_CHARACTERS ? cursor : `r${this.mark}`;
  }

  ofTask(taskId: string, { ofSteps, ofTask }: TaskPosition): string {
    return `t${this.mark}.${taskId.slice(-12)}.${ofSteps.toString(36)}.${ofTask.toString(36)}`;
  }

  /** 'lost': of a place that could not be written down. @throws InvalidRequestError for what is no cursor of a list of this database */
  readHistory(cursor: string): HistoryPosition | 'lost' {
    if (LOST.exec(cursor)?.[1] === this.mark) return 'lost';
    const [, mark, ...texts] = (cursor.length <= MOST_CHARACTERS && OF_HISTORY.exec(cursor)) || [];
    const kinds = texts.map(rangesOf);
    if (mark !== this.mark || kinds.some((kind) => kind === undefined)) throw unusable();
    return new HistoryPosition(kinds as IdRanges[]);
  }

  /** @throws InvalidRequestError for what is no cursor of this task in this database */
  readTask(taskId: string, cursor: string): TaskPosition {
    const [, mark, task, ofSteps = '', ofTask = ''] = OF_TASK.exec(cursor) ?? [];
    const ids = [ofSteps, ofTask].map((text) => Number.parseInt(text, 36));
    if (mark !== this.mark || task !== taskId.slice(-12) || !ids.every(Number.isSafeInteger)) throw unusable();
    return { ofSteps: ids[0]!, ofTask: ids[1]! };
  }
}

/** What is said of a cursor that cannot be followed. */
export function unusable(message = 'is not a cursor of this stream: begin without one'): InvalidRequestError {
  return new InvalidRequestError([{ path: 'after', message }]);
}

/**
 * Ranges as the distance from the end of the one before and, where it is not one, how many ids they have: short where there are many. The last one
 * has no end, and none is written.
 */
function textOf({ list }: IdRanges): string {
  return list
    .map(([from, to], place) => {
      const distance = (from - (list[place - 1]?.[1] ?? 0)).toString(36);
      return to === from + 1 || to === Number.POSITIVE_INFINITY ? distance : `${distance}-${(to - from).toString(36)}`;
    })
    .join('_');
}

/** Undefined where the text is none of `textOf`. */
function rangesOf(text: string): IdRanges | undefined {
  const words = text.split('_');
  let end = 0;
  const list = words.map((word, place): IdRange => {
    const [distance, count = 1] = word.split('-').map((number) => Number.parseInt(number, 36)) as [number, number?];
    const from = end + distance;
    end = place === words.length - 1 ? Number.POSITIVE_INFINITY : from + count;
    return [from, end];
  });
  const isKnown = list.every(([from, to]) => Number.isSafeInteger(from) && (Number.isSafeInteger(to) || to === Number.POSITIVE_INFINITY));
  return isKnown && !words.at(-1)!.includes('-') && !words.some((word) => word.endsWith('-1')) ? IdRanges.of(list) : undefined;
}
