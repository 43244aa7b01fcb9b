import { Injectable } from '@nestjs/common';
import { UNLIMITED, type Access } from './access.js';
import type { AuthenticationRequest } from './authenticator.js';

/** Lets callers in, or does not: the one place that asks the authenticator and the coordinator. */
@Injectable()
export class AccessControl {
  /**
   * Whether the sender of a request may use a permission, and where.
   *
   * @throws AuthenticationError, AuthenticationUnavailableError, ForbiddenError
   */
  async admit(_permission: string, _request: AuthenticationRequest, _subject: Readonly<Record<string, unknown>>): Promise<Access> {
    return UNLIMITED;
  }
}
