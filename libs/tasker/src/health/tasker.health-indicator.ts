import { Injectable } from '@nestjs/common';
import { Readiness, type CheckResult } from './readiness.js';

/** What a health check of @nestjs/terminus takes. */
export type TaskerHealthResult<Key extends string> = Record<
  Key,
  { readonly status: 'up' | 'down'; readonly checks: Readonly<Record<string, CheckResult>> }
>;

/**
 * Tells the application's own health route whether the engine of this process is ready.
 *
 * @example
 * \@Get('health')
 * \@HealthCheck()
 * check() { return this.health.check([() => this.tasker.isHealthy('tasker')]); }
 */
@Injectable()
export class TaskerHealthIndicator {
  constructor(private readonly readiness: Readiness) {}

  /** `down` with the checks that failed; as `GET /health/ready` finds it, and kept as long. */
  async isHealthy<const Key extends string = 'tasker'>(key: Key = 'tasker' as Key): Promise<TaskerHealthResult<Key>> {
    const { ready, checks } = await this.readiness.check();
    return { [key]: { status: ready ? 'up' : 'down', checks: { ...checks } } } as TaskerHealthResult<Key>;
  }
}
