/** The demo cannot go on, for a reason that one line explains. */
export class DemoError extends Error {
  override readonly name = 'DemoError';
}
