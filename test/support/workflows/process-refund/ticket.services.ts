import { Injectable } from '@nestjs/common';
import { FakeService } from '../fake.service.js';

/** What a ticket is. */
export type TicketStatus = 'open' | 'in_progress' | 'resolved' | 'closed' | 'error';

/** What a manager says to a refund. */
export type Approval = 'approved' | 'denied' | 'pending' | 'expired';

/** The systems of customer service. */
@Injectable()
export class TicketSystems extends FakeService {
  readonly tickets = new Map<string, TicketStatus>();
  approval: Approval = 'approved';

  /** `open` for a ticket that nobody has touched. */
  status(ticketId: string): TicketStatus {
    this.received('status', ticketId);
    return this.tickets.get(ticketId) ?? 'open';
  }

  ask(question: { ticketId: string; amount: number }): Approval {
    this.received('ask', question);
    return this.approval;
  }

  update(ticketId: string, status: TicketStatus): void {
    this.received('update', { ticketId, status });
    this.tickets.set(ticketId, status);
  }
}
