import { Module } from '@nestjs/common';
import { ServiceConditions } from '../../services/service.conditions.js';
import { ProductCatalogue } from './product.catalogue.js';

/** The catalogue, which behaves as a service of others does. */
@Module({ providers: [ServiceConditions, ProductCatalogue], exports: [ProductCatalogue] })
export class CatalogueModule {}
