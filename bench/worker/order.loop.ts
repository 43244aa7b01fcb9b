import type { OrdersOf } from './worker.fleet.js';
import type { AnswerMessage, OrderMessage } from './worker.messages.js';

/** Answers the orders that the parent sends to this process, each by the method of its name, until `close` has been answered or the parent is gone. */
export function answerOrders<Orders extends OrdersOf<Orders>>(session: {
  [Name in keyof Orders]: (order: Parameters<Orders[Name]>[0]) => ReturnType<Orders[Name]> | Promise<ReturnType<Orders[Name]>>;
}): void {
  process.on('message', (message: OrderMessage) => {
    obey(session, message)
      .then((result) => answer({ number: message.number, answer: result }))
      .catch((error: unknown) =>
        answer({ number: message.number, error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
      )
      .finally(() => {
        if (message.name === 'close') process.disconnect();
      });
  });
  // The parent is gone: nothing that this process does is wanted any more.
  process.on('disconnect', () => process.exit());
}

async function obey(session: object, { name, order }: OrderMessage): Promise<unknown> {
  const method = (session as Record<string, (order: unknown) => unknown>)[name]!;
  return await method.call(session, order);
}

function answer(message: AnswerMessage): void {
  process.send?.(message);
}
