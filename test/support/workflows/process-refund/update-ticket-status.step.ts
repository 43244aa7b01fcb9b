import { StepHandler, type StepExecution } from 'nestjs-tasker';
import { ExecuteRefundWorkflow } from './execute-refund-workflow.step.js';
import type { RefundRequest } from './refund-request.context.js';
import { TicketSystems } from './ticket.services.js';

/** Writes into the ticket which task pays the refund. */
@StepHandler()
export class UpdateTicketStatus implements StepHandler<RefundRequest> {
  constructor(private readonly systems: TicketSystems) {}

  process({ task, sequence }: StepExecution<RefundRequest>) {
    this.systems.update(task.context.ticket_id, 'resolved');
    return { status: 'resolved', paid_by: sequence.results(ExecuteRefundWorkflow).task_id };
  }
}
