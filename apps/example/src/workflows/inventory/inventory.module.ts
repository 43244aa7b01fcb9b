import { Module } from '@nestjs/common';
import { CatalogueModule } from '../catalogue/catalogue.module.js';
import { StockManagement } from './stock-management.task.js';

/** `inventory/stock_management`: a decorated class. */
@Module({ imports: [CatalogueModule], providers: [StockManagement] })
export class InventoryModule {}
