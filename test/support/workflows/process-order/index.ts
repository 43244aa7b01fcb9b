import { CreateOrder } from './create-order.step.js';
import { ProcessOrder } from './process-order.task.js';
import { ProcessPayment } from './process-payment.step.js';
import { SendConfirmation } from './send-confirmation.step.js';
import { MailService, PaymentService, Stockroom } from './shop.services.js';
import { UpdateInventory } from './update-inventory.step.js';
import { ValidateCart } from './validate-cart.step.js';

/** Everything that the workflow `ecommerce/process_order` consists of. */
export const PROCESS_ORDER_PROVIDERS = [
  ...[ProcessOrder, ValidateCart, ProcessPayment, UpdateInventory, CreateOrder, SendConfirmation],
  ...[Stockroom, PaymentService, MailService],
];
export { MailService, PaymentService, ProcessOrder, Stockroom };
