import { fileURLToPath } from 'node:url';
import { CustomerSuccessRefund } from './customer-success-refund.task.js';
import { ExecuteRefundWorkflow } from './execute-refund-workflow.step.js';
import { GetManagerApproval } from './get-manager-approval.step.js';
import { PaymentSystems } from './payment.services.js';
import { PaymentsRefund } from './payments-refund.task.js';
import { TicketSystems } from './ticket.services.js';
import { UpdateTicketStatus } from './update-ticket-status.step.js';

/** Everything that the two workflows called `process_refund` consist of, but for the file in `REFUND_DIRECTORY`. */
export const REFUND_PROVIDERS = [
  ...[PaymentsRefund, PaymentSystems],
  ...[CustomerSuccessRefund, GetManagerApproval, ExecuteRefundWorkflow, UpdateTicketStatus, TicketSystems],
];

/** For the option `definitions.directory`. */
export const REFUND_DIRECTORY = fileURLToPath(new URL('./tasks', import.meta.url));

export { CustomerSuccessRefund, PaymentSystems, TicketSystems };
