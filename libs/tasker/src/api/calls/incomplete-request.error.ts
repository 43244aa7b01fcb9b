import { TaskerError, type FieldIssue } from '../../model/errors.js';

/** A request that is well-formed and lacks what its action requires, as the reason of a resolution; nothing was changed. HTTP answers 422. */
export class IncompleteRequestError extends TaskerError {
  override readonly name = 'IncompleteRequestError';
  constructor(readonly issues: readonly FieldIssue[]) {
    super(issues.map(({ path, message }) => `${path}: ${message}`).join('; '));
  }
}

/** @throws IncompleteRequestError when no reason is given, or one of blanks; what is no text is the engine's to refuse */
export function requireReason(reason: unknown): void {
  if (reason !== undefined && reason !== null && (typeof reason !== 'string' || reason.trim() !== '')) return;
  throw new IncompleteRequestError([{ path: 'reason', message: 'is required: the history must say why' }]);
}
