/** The application cannot start, for a reason that one line explains. */
export class StartupError extends Error {
  override readonly name = 'StartupError';
}
