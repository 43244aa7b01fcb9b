import { TaskHandler, type NewTask, type StepList, type TaskHandlerHooks } from 'nestjs-tasker';
import type { HandledOrder, OrderContext } from './order.context.js';

/** The steps stand in the file; this class decides how an order is handled. */
@TaskHandler({ yaml: new URL('./process_order.yaml', import.meta.url) })
export class ProcessOrder implements TaskHandlerHooks<OrderContext> {
  establishStepDependenciesAndDefaults({ context }: NewTask<OrderContext>, steps: StepList): void {
    const inputs: HandledOrder = {
      ...context,
      express_processing: context.priority !== 'standard',
      premium_processing: context.customer_info.tier !== 'standard',
    };
    for (const name of ['create_order', 'send_confirmation']) steps.find(name)!.inputs = inputs;
  }
}
