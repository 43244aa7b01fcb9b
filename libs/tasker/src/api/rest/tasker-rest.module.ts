import { Module } from '@nestjs/common';
import { TasksController } from './tasks.controller.js';

/** The REST routes. TaskerModule mounts it below `api.path`. */
@Module({ controllers: [TasksController] })
export class TaskerRestModule {}
