import type { HandlerFactory } from 'nestjs-tasker';
import { ProcessOrder } from './workflow.example.js';

/** Registers a class at run time. */
export async function registered(handlerFactory: HandlerFactory) {
  // #region registry
  await handlerFactory.createNamespace('shop', { description: 'Everything about orders' });
  await handlerFactory.register('process_order', ProcessOrder, { namespace: 'shop', version: '2.0.0', replace: true });
  const { definition } = handlerFactory.get('process_order', { namespace: 'shop', version: '>=1.5.0 <3' });
  // #endregion
  return definition.version;
}
