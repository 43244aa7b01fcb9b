import type { DynamicModule, Type } from '@nestjs/common';
import { ConfigurationError } from '../../../model/errors.js';

/** The routes of health, and the module of the package that they need. */
export async function healthRoutes(): Promise<{ readonly controllers: Type[]; readonly imports: DynamicModule[] }> {
  const [{ TerminusModule }, { HealthController }] = await Promise.all([terminus(), import('./health.controller.js')]);
  // One of its own: a host's has its options. What is wrong is logged by the checks, once.
  return { controllers: [HealthController], imports: [TerminusModule.forRoot({ logger: false })] };
}

async function terminus(): Promise<typeof import('@nestjs/terminus')> {
  try {
    return await import('@nestjs/terminus');
  } catch (error) {
    const message =
      'api.rest: the routes of health need the package @nestjs/terminus, which is not installed: npm install @nestjs/terminus, or set api.rest to false';
    throw new ConfigurationError(message, { cause: error });
  }
}
