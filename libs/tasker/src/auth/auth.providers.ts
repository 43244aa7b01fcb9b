import type { Provider } from '@nestjs/common';
import { AccessControl } from './access.control.js';
import { AuthAgents } from './auth.agents.js';
import { RateLimit } from './rate.limit.js';

/** The room's providers. */
export const AUTH: Provider[] = [AuthAgents, RateLimit, AccessControl];
