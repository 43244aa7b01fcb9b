import { Inject, Injectable } from '@nestjs/common';
import { DurableEvents, OnTaskerEvent, type DurableEvent, type EventDelivery } from 'nestjs-tasker';

/** Stands for a service that sends mail and remembers under which key it has. */
@Injectable()
export class MailService {
  readonly sent = new Map<string, string>();

  async send(key: string, subject: string, { signal }: { signal: AbortSignal }): Promise<void> {
    signal.throwIfAborted();
    this.sent.set(key, subject);
  }
}

// #region mailer
@Injectable()
export class Mailer {
  constructor(private readonly mail: MailService) {}

  @OnTaskerEvent(['task.completed', 'task.failed', 'order.*'], { durable: true, group: 'mailer' })
  async tell(event: DurableEvent, { signal }: EventDelivery) {
    await this.mail.send(event.id, `${event.name}: ${event.taskId}`, { signal }); // at least once: the service knows the id of the event
  }
}
// #endregion

@Injectable()
export class OnCall {
  constructor(@Inject(DurableEvents) private readonly events: DurableEvents) {}

  // #region person
  async tidyUp() {
    const behind = (await this.events.lag()).filter(({ oldestSeconds }) => (oldestSeconds ?? 0) > 60);
    const [first] = await this.events.givenUp('mailer'); // position, taskId, attempts, error, happenedAt
    if (first !== undefined) await this.events.redeliver('mailer', [first.position]); // or 'all': tried anew, with all attempts
    return behind.map(({ subscriber, waiting }) => `${subscriber}: ${waiting} changes to take`);
  }
  // #endregion
}
