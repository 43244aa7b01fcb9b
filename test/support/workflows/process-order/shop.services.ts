import { Injectable } from '@nestjs/common';
import { FakeService, ServiceFault } from '../fake.service.js';

/** An article of the shop. */
export interface Product {
  readonly id: number;
  readonly name: string;
  readonly active: boolean;
  readonly stock: number;
}

const PRODUCTS: readonly Product[] = [
  { id: 1, name: 'Widget A', active: true, stock: 100 },
  { id: 2, name: 'Widget B', active: true, stock: 50 },
  { id: 3, name: 'Widget C', active: false, stock: 25 },
  { id: 4, name: 'Widget D', active: true, stock: 1 },
];

/** Knows the articles and keeps the stock. */
@Injectable()
export class Stockroom extends FakeService {
  private readonly reserved = new Map<string, { productId: number; quantity: number }>();

  product(id: number): Product | undefined {
    return PRODUCTS.find((product) => product.id === id);
  }

  available(id: number): number {
    this.received('available', id);
    const taken = [...this.reserved.values()].filter(({ productId }) => productId === id);
    return (this.product(id)?.stock ?? 0) - taken.reduce((sum, { quantity }) => sum + quantity, 0);
  }

  /** Puts pieces aside, once for each key. */
  reserve(productId: number, quantity: number, key: string): string {
    this.received('reserve', { productId, quantity, key });
    this.reserved.set(key, { productId, quantity });
    return `rsv_${key}`;
  }
}

/** Takes payments: once for each key. */
@Injectable()
export class PaymentService extends FakeService {
  readonly payments = new Map<string, { paymentId: string; amount: number }>();

  charge(payment: { amount: number; currency: string; token: string }, key: string): { paymentId: string; amount: number } {
    this.received('charge', payment);
    const made = this.payments.get(key) ?? { paymentId: `pay_${this.payments.size + 1}`, amount: payment.amount };
    this.payments.set(key, made);
    return made;
  }
}

/** Sends mail. */
@Injectable()
export class MailService extends FakeService {
  readonly sent: { to: string; subject: string }[] = [];

  send(mail: { to: string; subject: string; text: string }): string {
    this.received('send', mail);
    if (!/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(mail.to)) throw new ServiceFault('invalid_address');
    this.sent.push({ to: mail.to, subject: mail.subject });
    return `msg_${this.sent.length}`;
  }
}
