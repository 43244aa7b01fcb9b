import { InvalidRequestError, Orchestrator, PermanentError, StepHandler, type StepExecution } from 'nestjs-tasker';
import type { RefundRequest } from './refund-request.context.js';

/** The refund that the payments team carries out. */
export interface DelegatedRefund {
  readonly task_id: string;
  readonly correlation_id: string;
}

/** Hands the refund to the payments team: creates a task of theirs, one for all attempts of this step. */
@StepHandler()
export class ExecuteRefundWorkflow implements StepHandler<RefundRequest> {
  constructor(private readonly orchestrator: Orchestrator) {}

  async process({ task, step }: StepExecution<RefundRequest>): Promise<DelegatedRefund> {
    const { payment_id, refund_amount, ticket_id: ticketId } = task.context;
    // A task created without one has one that is made of its id: both teams' tasks are found by the same.
    const { correlationId } = task;
    try {
      const { taskId } = await this.orchestrator.createTask({
        namespace: 'payments',
        name: 'process_refund',
        version: '^2.0.0',
        context: { payment_id, refund_amount, refund_reason: 'customer_request' },
        initiator: 'customer_success',
        sourceSystem: 'process_refund',
        reason: `Refund of ticket ${ticketId}`,
        correlationId,
        idempotencyKey: step.idempotencyKey,
      });
      return { task_id: taskId, correlation_id: correlationId };
    } catch (error) {
      throw delegationError(error);
    }
  }
}

/** What the payments team refuses, it will refuse again; everything else may pass. */
function delegationError(error: unknown): unknown {
  if (!(error instanceof InvalidRequestError)) return error;
  return new PermanentError(`The payments team refuses: ${error.message}`, { errorCode: 'DELEGATION_REFUSED', cause: error });
}
