import { Module } from '@nestjs/common';
import { ServicesModule } from '../services/services.module.js';
import { NotifyCustomer } from './notify-customer.step.js';
import { ProcessOrder } from './process-order.task.js';
import { ShipOrder } from './ship-order.step.js';

/** What happens to an order. Task handlers and step classes are ordinary providers. */
@Module({ imports: [ServicesModule], providers: [ProcessOrder, ShipOrder, NotifyCustomer] })
export class FulfilmentModule {}
