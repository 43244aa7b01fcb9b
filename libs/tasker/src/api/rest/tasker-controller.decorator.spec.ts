import { VERSION_NEUTRAL } from '@nestjs/common';
import type { Type } from '@nestjs/common';
import { describe, expect, it } from 'vitest';
import { TaskerExceptionFilter } from './tasker-exception.filter.js';
import { TaskerRestModule } from './tasker-rest.module.js';
import { isTaskerRoute } from './tasker.route.js';

const controllers = Reflect.getMetadata('controllers', TaskerRestModule) as Type[];

describe('every controller of the REST module', () => {
  it.each(controllers.map((controller) => [controller.name, controller] as const))(
    '%s is declared by TaskerController',
    (_, controller) => {
      expect(isTaskerRoute({ getClass: <T>() => controller as Type<T> })).toBe(true);
      expect(Reflect.getMetadata('__version__', controller)).toBe(VERSION_NEUTRAL);
      expect(Reflect.getMetadata('__exceptionFilters__', controller)).toContain(TaskerExceptionFilter);
    },
  );
});
