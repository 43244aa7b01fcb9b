import { Module } from '@nestjs/common';
import { ServiceConditions } from '../../services/service.conditions.js';
import { CatalogueModule } from '../catalogue/catalogue.module.js';
import { CalculatePricing } from './calculate-pricing.step.js';
import { CheckInventory } from './check-inventory.step.js';
import { CreateOrder } from './create-order.step.js';
import { OrderBook } from './order.book.js';
import { ValidateCart } from './validate-cart.step.js';

/** `ecommerce/order_processing`: a file in the directory of definitions names these step classes. */
@Module({
  imports: [CatalogueModule],
  providers: [ValidateCart, CheckInventory, CalculatePricing, CreateOrder, OrderBook, ServiceConditions],
})
export class EcommerceModule {}
