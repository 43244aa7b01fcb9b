import type { BulkAction } from '../../database/bulk.store.js';
import { json, ref, type RouteContract } from './contract/route.contract.js';

const SUMMARIES: Readonly<Record<BulkAction, string>> = {
  cancel: 'Cancel all tasks of a selection',
  retry: 'Let the failed steps of all tasks of a selection run again',
  resolve: 'Take all tasks of a selection as done',
  pause: 'Let nothing more begin of all tasks of a selection',
  resume: 'Let all paused tasks of a selection go on',
};

const EXAMPLE = { selection: { namespace: 'shop', name: 'process_order', status: 'error' }, reason: 'the gateway is back', expected: 12 };

/** The contract of `POST /tasks/bulk/<action>`. */
export function bulkActionContract(action: BulkAction): RouteContract {
  return {
    operationId: `${action}Tasks`,
    tag: 'Operations',
    summary: SUMMARIES[action],
    description:
      'Of the tasks that were created before the action began, in batches, each a transaction: what was done stays done. It ends after the batches under way when the client disconnects. Count first, by `dry_run`, and send the number as `expected`.',
    permission: ['tasker.task:bulk', `tasker.task:${action}`],
    body: { schema: ref('BulkActionBody'), example: EXAMPLE },
    answers: {
      200: json('What was done', ref('BulkActionAnswer'), {
        bulk_action: { action, dry_run: false, matched: 12, changed: 12, unchanged: 0, refused: 0, busy: 0 },
      }),
    },
    refusals: {
      409: 'Another number of tasks matches than was expected',
      422: 'The reason is missing, or the confirmation of an empty selection',
    },
  };
}
