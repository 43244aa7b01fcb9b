/** Keys of `explain_task` that hold a moment. */
const MOMENTS = new Set(['at', 'since', 'until', 'claimed_at', 'timeout_at', 'failed_at', 'silent_since', 'deadline_at']);
/** Their keys are words themselves. */
const VERBATIM = new Set(['reasons']);

/** The data of a reason as TypeScript has it: keys in camelCase, moments as dates, `workflow_step_id` as `stepId`. */
export function explanationDetail(detail: unknown): unknown {
  if (Array.isArray(detail)) return detail.map(explanationDetail);
  if (typeof detail !== 'object' || detail === null) return detail;
  return Object.fromEntries(
    Object.entries(detail).map(([key, value]) => {
      if (VERBATIM.has(key)) return [key, value];
      return [nameOf(key), MOMENTS.has(key) && typeof value === 'string' ? new Date(value) : explanationDetail(value)];
    }),
  );
}

function nameOf(key: string): string {
  if (key === 'workflow_step_id') return 'stepId';
  // Big tasks have 600,000 keys, and most are single words.
  return !key.includes('_') ? key : key.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}
