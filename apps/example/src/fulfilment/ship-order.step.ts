import { StepHandler } from 'nestjs-tasker';
import type { StepExecution } from 'nestjs-tasker';
import { Carrier } from '../services/carrier.js';
import type { Shipment } from '../services/carrier.js';
import type { OrderContext } from './order.context.js';
import { serviceCall } from './service.call.js';

/** Hands the parcel to the carrier. */
@StepHandler('ship_order')
export class ShipOrder implements StepHandler<OrderContext, Shipment> {
  constructor(private readonly carrier: Carrier) {}

  async process(execution: StepExecution<OrderContext>): Promise<Shipment> {
    return this.carrier.ship(execution.task.context.shippingAddress, serviceCall(execution));
  }
}
