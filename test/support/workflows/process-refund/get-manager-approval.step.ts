import { PermanentError, StepHandler, type StepExecution } from 'nestjs-tasker';
import type { RefundRequest } from './refund-request.context.js';
import { TicketSystems, type Approval } from './ticket.services.js';

/** Refunds above this need a manager, in the smallest unit of the currency. */
const APPROVAL_ABOVE = 10_000;

const REFUSALS: Readonly<Record<Exclude<Approval, 'approved'>, string>> = {
  denied: 'APPROVAL_DENIED',
  pending: 'APPROVAL_PENDING',
  expired: 'APPROVAL_EXPIRED',
};

/** Asks a manager, once. */
@StepHandler()
export class GetManagerApproval implements StepHandler<RefundRequest> {
  constructor(private readonly systems: TicketSystems) {}

  process({ task }: StepExecution<RefundRequest>) {
    const { ticket_id: ticketId, refund_amount: amount } = task.context;
    if (amount <= APPROVAL_ABOVE) return { approval_needed: false };
    const approval = this.systems.ask({ ticketId, amount });
    if (approval === 'approved') return { approval_needed: true, approval };
    throw new PermanentError(`The manager's answer to ${ticketId} is: ${approval}`, { errorCode: REFUSALS[approval] });
  }
}
