import type { Provider } from '@nestjs/common';
import { AccessControl } from './access.control.js';

/** The room's providers. */
export const AUTH: Provider[] = [AccessControl];
