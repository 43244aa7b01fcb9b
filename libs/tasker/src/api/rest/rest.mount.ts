import type { DynamicModule } from '@nestjs/common';
import { RouterModule } from '@nestjs/core';
import { healthRoutes } from './health/health.mount.js';
import { OpenApiDocument } from './openapi/open-api.document.js';
import { RestPlace } from './rest.place.js';
import { TaskerRestModule } from './tasker-rest.module.js';

/** The REST routes below a path; the document of them can be injected everywhere. */
export async function mountRest(place: RestPlace, calls: DynamicModule): Promise<DynamicModule> {
  const health = await healthRoutes();
  const { controllers = [], providers = [] } = place.docs ? await documentation() : {};
  const rest = {
    module: TaskerRestModule,
    imports: [calls, ...health.imports],
    controllers: [...controllers, ...health.controllers],
    providers: [{ provide: RestPlace, useValue: place }, OpenApiDocument, ...providers],
    exports: [OpenApiDocument],
  };
  const routes = RouterModule.register([{ path: place.path, module: TaskerRestModule }]);
  return { module: RestMount, global: true, imports: [rest, routes], exports: [TaskerRestModule] };
}

/** Loaded when it is on: what its page is made of is a package of its own. */
async function documentation(): Promise<Pick<DynamicModule, 'controllers' | 'providers'>> {
  const [{ DocumentationController }, { SwaggerAssets }] = await Promise.all([
    import('./openapi/documentation.controller.js'),
    import('./openapi/swagger.assets.js'),
  ]);
  return { controllers: [DocumentationController], providers: [{ provide: SwaggerAssets, useValue: SwaggerAssets.installed() }] };
}

class RestMount {}
