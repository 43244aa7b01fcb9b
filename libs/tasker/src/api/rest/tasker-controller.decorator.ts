import { applyDecorators, Controller, SerializeOptions, UseFilters, UseGuards, UseInterceptors, VERSION_NEUTRAL } from '@nestjs/common';
import { TaskerAuthGuard } from '../access/tasker-auth.guard.js';
import { CorrelationInterceptor } from './correlation.interceptor.js';
import { RepresentationInterceptor } from './representation.interceptor.js';
import { TaskerExceptionFilter } from './tasker-exception.filter.js';
import { MarkTaskerRoute } from './tasker.route.js';

/**
 * Declares a controller of this package; the only way to declare one. Global settings of the host cannot break it: its
 * URI versioning does not move the routes, a serialiser that exposes nothing by default does not empty the bodies, and
 * errors have this package's envelope whatever filters the host has. Every answer carries its correlation id; media types and
 * `ETag` are dealt with for all routes alike.
 */
export const TaskerController = (path: string): ClassDecorator =>
  applyDecorators(
    Controller({ path, version: VERSION_NEUTRAL }),
    SerializeOptions({ strategy: 'exposeAll' }),
    UseFilters(TaskerExceptionFilter),
    UseGuards(TaskerAuthGuard),
    UseInterceptors(CorrelationInterceptor, RepresentationInterceptor),
    MarkTaskerRoute(),
  );
