import { Injectable } from '@nestjs/common';
import { referenceFor, ServiceConditions } from './service.conditions.js';
import type { ServiceCall } from './service.conditions.js';

/** A mail that the server took. */
export interface SentMail {
  readonly messageId: string;
  readonly to: string;
}

/** Sends mail. */
@Injectable()
export class Mailer {
  constructor(private readonly conditions: ServiceConditions) {}

  /** Sends one mail for each idempotency key. */
  async send(mail: { readonly to: string; readonly subject: string }, call: ServiceCall): Promise<SentMail> {
    await this.conditions.meet('mail server', call);
    return { messageId: `<${referenceFor('m', call.idempotencyKey)}@shop.example>`, to: mail.to };
  }
}
