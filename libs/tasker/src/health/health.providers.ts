import type { Provider } from '@nestjs/common';
import { HealthStatus } from './health.status.js';
import { Readiness } from './readiness.js';
import { TaskerHealthIndicator } from './tasker.health-indicator.js';

/** The room's providers. */
export const HEALTH: Provider[] = [Readiness, HealthStatus, TaskerHealthIndicator];
