import { Injectable } from '@nestjs/common';
import { referenceFor, ServiceConditions, type ServiceCall } from '../../services/service.conditions.js';

/** Who somebody is. */
export interface Person {
  readonly email: string;
  readonly username: string;
  readonly displayName: string;
}

/** A field that no two persons share. */
export type TakenField = 'email' | 'username';

/** A person with the key of the call that added it. */
interface Entry extends Person {
  readonly userId: string;
  readonly addedBy: string;
}

/** The customers of the shop; those who are added are forgotten when the process ends. */
@Injectable()
export class CustomerDirectory {
  private readonly entries: Entry[] = [
    { userId: 'usr_1', addedBy: '', email: 'emily@shop.example', username: 'emilys', displayName: 'Emily' },
    { userId: 'usr_2', addedBy: '', email: 'michael@shop.example', username: 'michaelw', displayName: 'Michael' },
  ];

  constructor(private readonly conditions: ServiceConditions) {}

  /** What somebody else has already. */
  async taken(person: Person, call: ServiceCall): Promise<TakenField[]> {
    await this.conditions.meet('customer directory', call);
    return this.takenBy(person, call);
  }

  /** Adds a person, once for each idempotency key; gives the id, or what somebody else has already. */
  async add(person: Person, call: ServiceCall): Promise<{ userId: string } | { taken: TakenField[] }> {
    await this.conditions.meet('customer directory', call);
    const taken = this.takenBy(person, call);
    if (taken.length > 0) return { taken };
    const userId = referenceFor('usr_', call.idempotencyKey);
    if (!this.entries.some((entry) => entry.userId === userId)) this.entries.push({ ...person, userId, addedBy: call.idempotencyKey });
    return { userId };
  }

  private takenBy(person: Person, { idempotencyKey }: ServiceCall): TakenField[] {
    const others = this.entries.filter(({ addedBy }) => addedBy !== idempotencyKey);
    return (['email', 'username'] as const).filter((field) => others.some((entry) => entry[field] === person[field]));
  }
}
