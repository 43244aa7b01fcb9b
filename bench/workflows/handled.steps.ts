/** How many steps the handlers of this process have been called for. */
export const handled = { steps: 0 };

/** A result of about 100 bytes as JSON. */
const RESULT = { outcome: 'done', reference: 'a4d1c0f2-93b7-4e58', note: 'nothing was done, and it was done at once' };

/** What every handler of the bench does: it counts, and returns the same small result. */
export function noOperation(): typeof RESULT {
  handled.steps += 1;
  return RESULT;
}
