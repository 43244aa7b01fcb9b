import { StatementProbe } from '../measure/statement.probe.js';
import { WorkerSession } from './worker.session.js';
import type { AnswerMessage, OrderMessage, WorkerOrders } from './worker.messages.js';

const probe = new StatementProbe();
probe.install();
const session = new WorkerSession(probe);

async function obey({ name, order }: OrderMessage): Promise<unknown> {
  const method = session[name] as (order: unknown) => unknown;
  return await method.call(session, order);
}

function answer(message: AnswerMessage): void {
  process.send?.(message);
}

process.on('message', (message: OrderMessage) => {
  obey(message)
    .then((result) => answer({ number: message.number, answer: result }))
    .catch((error: unknown) =>
      answer({ number: message.number, error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
    )
    .finally(() => {
      if (message.name === ('close' satisfies keyof WorkerOrders)) process.disconnect();
    });
});

// The parent is gone: nothing that this process does is wanted any more.
process.on('disconnect', () => process.exit());
