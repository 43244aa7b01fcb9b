import { Injectable } from '@nestjs/common';

/** What the examples of docs/limits.md talk to. */
@Injectable()
export class Bank {
  open = true;

  isOpen(): boolean {
    return this.open;
  }

  transfer(account: string): object {
    return { transferred: account };
  }
}
