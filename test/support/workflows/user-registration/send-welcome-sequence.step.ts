import { StepHandler, type ApiStepExecution } from 'nestjs-tasker';
import type { Messages, Registration } from './registration.context.js';
import { RegistrationStep } from './registration.step.js';

/** What was sent to whom. */
export interface SentMessages {
  readonly recipient: string;
  readonly sent: readonly string[];
}

/** Sends the messages that the hook asks for, each of them once for all attempts. */
@StepHandler()
export class SendWelcomeSequence extends RegistrationStep<SentMessages> {
  protected readonly service = 'notification_service';

  protected async call({ http, step }: ApiStepExecution<Registration>): Promise<SentMessages> {
    const { recipient, messages } = step.inputs as Messages;
    for (const template of messages) {
      const headers = { 'Idempotency-Key': `${step.idempotencyKey}:${template}` };
      http.check(await http.post('', { body: { recipient, template }, headers }));
    }
    return { recipient, sent: messages };
  }
}
