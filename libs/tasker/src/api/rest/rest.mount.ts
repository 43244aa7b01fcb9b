import type { DynamicModule } from '@nestjs/common';
import { RouterModule } from '@nestjs/core';
import { TaskerRestModule } from './tasker-rest.module.js';

/** The REST routes below a path. */
export function mountRest(path: string, calls: DynamicModule): DynamicModule {
  return {
    module: RestMount,
    imports: [{ module: TaskerRestModule, imports: [calls] }, RouterModule.register([{ path, module: TaskerRestModule }])],
  };
}

class RestMount {}
