import { Module } from '@nestjs/common';
import { CallerTrace } from './caller.trace.js';
import { MetricsController } from './metrics.controller.js';
import { RequestCorrelation } from './request.correlation.js';
import { TasksController } from './tasks.controller.js';

/** The REST routes. TaskerModule mounts it below `api.path`. */
@Module({ controllers: [MetricsController, TasksController], providers: [CallerTrace, RequestCorrelation] })
export class TaskerRestModule {}
