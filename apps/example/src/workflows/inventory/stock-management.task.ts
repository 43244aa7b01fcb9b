import { StepHandler, TaskHandler, type StepExecution } from 'nestjs-tasker';
import { ProductCatalogue } from '../catalogue/product.catalogue.js';
import { workflowCall } from '../workflow.call.js';
import { StockContext } from './stock.context.js';

/** Most articles that are looked at. */
const LIMIT = 100;

/** Finds the articles to order again. Declared by decorators alone. */
@TaskHandler({
  namespace: 'inventory',
  name: 'stock_management',
  version: '1.0.0',
  description: 'Which articles run out',
  context: StockContext,
  defaultDependentSystem: 'catalogue',
})
export class StockManagement {
  constructor(private readonly catalogue: ProductCatalogue) {}

  @StepHandler({ retryLimit: 3, timeout: '30s' })
  async monitorStockLevels(execution: StepExecution<StockContext>) {
    const { category } = execution.task.context;
    const products = await this.catalogue.products({ limit: LIMIT, category }, workflowCall(category ?? 'all articles', execution));
    return { levels: products.map(({ id, title, stock }) => ({ id, title, stock })) };
  }

  @StepHandler({
    dependsOn: 'monitor_stock_levels',
    customEvents: [{ name: 'inventory.low_stock', description: 'Articles run out' }],
  })
  identifyLowStock(execution: StepExecution<StockContext, StockManagement>) {
    const { threshold } = execution.task.context;
    const { levels } = execution.sequence.results('monitor_stock_levels');
    const low = levels.filter(({ stock }) => stock < threshold).sort((left, right) => left.stock - right.stock);
    if (low.length > 0) execution.publish('inventory.low_stock', { articles: low.map(({ id }) => id) });
    return { low, looked_at: levels.length };
  }
}
