import { PermanentError, StepHandler, TaskHandler, type StepExecution } from 'nestjs-tasker';
import { ExecuteRefundWorkflow } from './execute-refund-workflow.step.js';
import { GetManagerApproval } from './get-manager-approval.step.js';
import { RefundRequest } from './refund-request.context.js';
import { TicketSystems } from './ticket.services.js';
import { UpdateTicketStatus } from './update-ticket-status.step.js';

/** Most that is refunded without a second thought, in the smallest unit of the currency. */
const LARGEST_REFUND: Readonly<Record<RefundRequest['customer_tier'], number>> = { premium: 50_000, standard: 20_000, basic: 10_000 };

/** The refund of customer service: asks whether it may be, then hands it to the payments team. */
@TaskHandler({
  namespace: 'customer_success',
  name: 'process_refund',
  version: '1.3.0',
  description: 'From a ticket to a refund',
  context: RefundRequest,
  defaultDependentSystem: 'ticket_system',
  steps: [
    { name: 'get_manager_approval', handler: GetManagerApproval, dependsOn: 'check_refund_policy', retryLimit: 1, timeout: '5m' },
    {
      name: 'execute_refund_workflow',
      handler: ExecuteRefundWorkflow,
      dependsOn: 'get_manager_approval',
      dependentSystem: 'payments',
    },
    { name: 'update_ticket_status', handler: UpdateTicketStatus, dependsOn: 'execute_refund_workflow' },
  ],
})
export class CustomerSuccessRefund {
  constructor(private readonly systems: TicketSystems) {}

  @StepHandler()
  validateRefundRequest({ task }: StepExecution<RefundRequest>) {
    const { ticket_id: ticketId } = task.context;
    const status = this.systems.status(ticketId);
    if (status === 'open' || status === 'in_progress') return { ticket_id: ticketId, status };
    throw new PermanentError(`Ticket ${ticketId} is ${status}`, { errorCode: 'TICKET_NOT_OPEN', context: { status } });
  }

  @StepHandler({ dependsOn: 'validate_refund_request', retryLimit: 2 })
  checkRefundPolicy({ task }: StepExecution<RefundRequest>) {
    const { customer_tier: tier, refund_amount: amount } = task.context;
    const largest = LARGEST_REFUND[tier];
    if (amount <= largest) return { tier, largest };
    const message = `A ${tier} customer gets back at most ${largest}, not ${amount}`;
    throw new PermanentError(message, { errorCode: 'POLICY_LIMIT', context: { tier, largest, amount } });
  }
}
