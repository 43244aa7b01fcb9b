import { fileURLToPath } from 'node:url';
import { Module } from '@nestjs/common';
import { EcommerceModule } from './ecommerce/ecommerce.module.js';
import { InventoryModule } from './inventory/inventory.module.js';
import { OnboardingModule } from './onboarding/onboarding.module.js';

/** Where definitions lie that no class names: beside `src`, and beside it in `dist` once the application is built. */
export const DEFINITIONS_DIRECTORY = fileURLToPath(new URL('../../config/tasks', import.meta.url));

/** Three small workflows, each declared in another way. */
@Module({ imports: [EcommerceModule, InventoryModule, OnboardingModule] })
export class WorkflowsModule {}
