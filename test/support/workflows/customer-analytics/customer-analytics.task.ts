import { RetryableError, StepHandler, TaskHandler, type StepExecution } from 'nestjs-tasker';
import { ServiceFault } from '../fake.service.js';
import { AnalyticsContext } from './analytics.context.js';
import { checkQuality, checkRange, customerMetrics, productMetrics, sum } from './customer.metrics.js';
import { DataPlatform, type Extraction } from './data.platform.js';

/** Seconds that a channel wants to be left alone for when too much is said in it. */
const RATE_LIMIT_WAIT = 60;

const EXTRACTION_EVENTS = [
  { name: 'data_extraction.started', description: 'An extraction begins' },
  { name: 'data_extraction.completed', description: 'An extraction has its rows' },
  { name: 'data_extraction.failed', description: 'An attempt to extract has failed' },
];

/**
 * Three extractions side by side, two transformations of what they give, insights into both, a dashboard, and a word to
 * the team. Every step is a method of this class.
 */
@TaskHandler({
  namespace: 'blog_examples',
  name: 'customer_analytics',
  version: '1.0.0',
  description: 'Who buys what',
  context: AnalyticsContext,
  defaultDependentSystem: 'data_platform',
})
export class CustomerAnalytics {
  constructor(private readonly platform: DataPlatform) {}

  @StepHandler({ retryLimit: 3, customEvents: EXTRACTION_EVENTS })
  extractOrders(execution: StepExecution<AnalyticsContext>) {
    const { date_range: range } = execution.task.context;
    return extracted(execution, (how) => {
      checkRange(range);
      return this.platform.orders(range.start_date, range.end_date, how);
    });
  }

  @StepHandler({ retryLimit: 5, customEvents: EXTRACTION_EVENTS })
  extractUsers(execution: StepExecution<AnalyticsContext>) {
    return extracted(execution, (how) => this.platform.users(how));
  }

  @StepHandler({ retryLimit: 3, customEvents: EXTRACTION_EVENTS })
  extractProducts(execution: StepExecution<AnalyticsContext>) {
    return extracted(execution, (how) => this.platform.products(how));
  }

  @StepHandler({ dependsOn: ['extract_orders', 'extract_users'], retryLimit: 2 })
  transformCustomerMetrics({ task, sequence }: StepExecution<AnalyticsContext, CustomerAnalytics>) {
    const { rows: orders } = sequence.results('extract_orders');
    const { rows: users } = sequence.results('extract_users');
    checkQuality(orders, users, task.context.quality_thresholds);
    return { customers: this.platform.compute('transform_customer_metrics', () => customerMetrics(orders, users)) };
  }

  @StepHandler({ dependsOn: ['extract_orders', 'extract_products'], retryLimit: 2 })
  transformProductMetrics({ sequence }: StepExecution<AnalyticsContext, CustomerAnalytics>) {
    const { rows: orders } = sequence.results('extract_orders');
    const { rows: products } = sequence.results('extract_products');
    return { products: this.platform.compute('transform_product_metrics', () => productMetrics(orders, products)) };
  }

  @StepHandler({ dependsOn: ['transform_customer_metrics', 'transform_product_metrics'], retryLimit: 3 })
  generateInsights({ sequence }: StepExecution<AnalyticsContext, CustomerAnalytics>) {
    const { customers } = sequence.results('transform_customer_metrics');
    const { products } = sequence.results('transform_product_metrics');
    return {
      revenue: sum(customers.map((customer) => customer.revenue)),
      customers: customers.length,
      best_customer: customers[0]?.name ?? null,
      best_product: products[0]?.name ?? null,
    };
  }

  @StepHandler({ dependsOn: 'generate_insights', retryLimit: 3, dependentSystem: 'dashboard' })
  updateDashboard({ sequence }: StepExecution<AnalyticsContext, CustomerAnalytics>) {
    const insights = sequence.results('generate_insights');
    return { version: this.platform.show(insights), revenue: insights.revenue };
  }

  @StepHandler({ dependsOn: 'update_dashboard', retryLimit: 5, dependentSystem: 'chat' })
  sendNotifications({ task, sequence }: StepExecution<AnalyticsContext, CustomerAnalytics>) {
    const { version, revenue } = sequence.results('update_dashboard');
    const channels = task.context.notification_channels;
    try {
      for (const channel of channels) this.platform.announce(channel, `Dashboard ${version}: ${revenue} earned`);
    } catch (error) {
      if (!(error instanceof ServiceFault) || error.code !== 'rate_limited') throw error;
      throw new RetryableError('Too much is said in the channel', { retryAfter: RATE_LIMIT_WAIT, cause: error });
    }
    return { notified: channels };
  }
}

/** Extracts rows and tells whoever listens how that goes. `started` is told at once, the rest when the attempt is committed. */
function extracted<T>({ task, step, publish }: StepExecution<AnalyticsContext>, read: (how: Extraction) => readonly T[]) {
  publish('data_extraction.started', { attempts_left: step.retryLimit - step.attempt }, { now: true });
  try {
    const rows = read({ fresh: task.context.force_refresh, mode: task.context.processing_mode });
    publish('data_extraction.completed', { records: rows.length });
    return { rows, count: rows.length };
  } catch (error) {
    publish('data_extraction.failed', { reason: error instanceof Error ? error.message : String(error) });
    throw error;
  }
}
