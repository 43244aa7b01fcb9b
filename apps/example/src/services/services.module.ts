import { Module } from '@nestjs/common';
import { Carrier } from './carrier.js';
import { Mailer } from './mailer.js';
import { PaymentGateway } from './payment.gateway.js';
import { ServiceConditions } from './service.conditions.js';
import { Warehouse } from './warehouse.js';

/** The services that the shop buys from others; here they run in this process and behave as the real ones do. */
@Module({
  providers: [ServiceConditions, PaymentGateway, Warehouse, Carrier, Mailer],
  exports: [PaymentGateway, Warehouse, Carrier, Mailer],
})
export class ServicesModule {}
