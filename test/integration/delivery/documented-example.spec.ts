import { Injectable } from '@nestjs/common';
import { OnTaskerEvent, StepHandler, TaskHandler, type DurableEvent, type EventDelivery, type StepExecution } from 'nestjs-tasker';
import { describe, expect, it } from 'vitest';
import { useEngine } from '../../support/engine.js';
import { eventually } from '../../support/eventually.js';

const sent: string[] = [];

@TaskHandler({ name: 'ship_order' })
class ShipOrder {
  @StepHandler({ customEvents: [{ name: 'order.shipped', description: 'The parcel has left' }] })
  ship({ publish }: StepExecution) {
    publish('order.shipped', { parcel: 7 });
  }
}

@Injectable()
class Mailer {
  private readonly handled = new Set<string>();

  @OnTaskerEvent(['task.completed', 'order.*'], { durable: true, group: 'mailer' })
  async send(event: DurableEvent<any>, { attempt }: EventDelivery): Promise<void> {
    // At least once: what was handled before comes again after a crash.
    if (this.handled.has(event.id)) return;
    if (attempt === 1) throw new Error('the mail server is busy');
    sent.push(`${event.name} of ${event.taskId}`);
    this.handled.add(event.id);
  }
}

describe('the durable subscriber of the documents', () => {
  const engine = useEngine();

  it('sends a mail for each event, once, although its mail server is busy at first', async () => {
    const app = await engine.app([ShipOrder, Mailer], { events: { durable: { pollInterval: '20ms' } } });
    const { taskId } = await app.run(ShipOrder);
    await eventually(() => sent.length === 2);
    expect(sent).toEqual([`task.completed of ${taskId}`, `order.shipped of ${taskId}`]);
  });
});
