import type { ChangeDocument, HistoryPage } from '../../database/history.reader.js';

/** What of a page is told, and what is left for the next one. */
export interface ToldRows {
  readonly now: readonly ChangeDocument[];
  readonly later: readonly ChangeDocument[];
}

/**
 * A page may end earlier in one kind of rows than in another: what happened after that end is left for the next page, or a task would be
 * complete before its steps are.
 *
 * @param cut whether there is more of each kind behind the page
 */
export function toldRows({ changes, ends }: Pick<HistoryPage, 'changes' | 'ends'>, cut: readonly boolean[]): ToldRows {
  const until = Math.min(...ends.filter((end, kind): end is number => cut[kind] === true && end !== null));
  const isLater = ({ at }: ChangeDocument) => Math.floor(Date.parse(at)) > until;
  return { now: changes.filter((row) => !isLater(row)), later: changes.filter(isLater) };
}
