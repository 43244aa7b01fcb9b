import type { AnswerContract } from './route.contract.js';
import { flag, oneOf, text, wholeNumber } from './query.field.js';

/** What every list takes. */
export const PAGE_QUERY = {
  limit: wholeNumber('How many to a page.', { minimum: 1, maximum: 100 }, 20),
  cursor: text('`next_cursor` of the page before, of the same list: that of another filter or order is refused.'),
};

/** Of lists that can be counted. */
export const TOTAL_QUERY = { total: flag('Also counts what there is on all pages.') };

/** Of lists that can be read from either end. */
export const ORDER_QUERY = { sort_order: oneOf('The oldest or the newest first.', ['asc', 'desc'], 'asc') };

/** The header of a list that has a next page. */
export const LINK_HEADER = {
  Link: { description: 'The next page, as `<path>; rel="next"`; not there on the last one.', schema: { type: 'string' } },
} satisfies AnswerContract['headers'];
