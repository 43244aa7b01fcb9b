import { Injectable } from '@nestjs/common';
import type { Access } from '../../auth/access.js';
import { ForbiddenError } from '../../auth/auth.errors.js';
import { HealthStatus, type SystemStatus } from '../../health/health.status.js';

/** How the system does, on behalf of a caller. */
@Injectable()
export class HealthCalls {
  constructor(private readonly health: HealthStatus) {}

  /** @throws ForbiddenError for a caller who is confined to namespaces: these figures are of all of them */
  async status(caller: Access): Promise<SystemStatus> {
    if (caller.namespaces !== null) throw new ForbiddenError('the status is of all namespaces, and these credentials are confined to some');
    return this.health.read();
  }
}
