import { Module, type Type } from '@nestjs/common';
import { ModulesContainer, NestFactory } from '@nestjs/core';
import { TaskerModule } from 'nestjs-tasker';
import { taskerControllers } from '../../libs/tasker/src/api/rest/openapi/open-api.document.js';

/** Every controller that the module has with all of its REST API on. Nothing is instantiated: no database is asked for. */
export async function apiControllers(): Promise<Type[]> {
  const tasker = TaskerModule.forRoot({ database: { url: 'postgres://nobody@127.0.0.1/none' }, auth: 'none', api: { docs: true } });
  class Application {}
  Module({ imports: [tasker] })(Application);
  const context = await NestFactory.createApplicationContext(Application, { preview: true, abortOnError: false, logger: false });
  return taskerControllers(context.get(ModulesContainer));
}
