import { Injectable, type Type } from '@nestjs/common';
import { ApplicationConfig, ModulesContainer } from '@nestjs/core';
import { AccessControl } from '../../../auth/access.control.js';
import type { JsonObject } from '../../../model/json.js';
import { PACKAGE_VERSION } from '../../../orchestration/package.version.js';
import { RestPlace } from '../rest.place.js';
import { isTaskerRoute } from '../tasker.route.js';
import { routesOf } from './documented.routes.js';
import { buildOpenApi } from './open-api.builder.js';

/**
 * The OpenAPI 3.1 document of the REST routes of this application, whether `api.docs` serves it or not. Injectable wherever the API is on,
 * for a host that merges it into a document of its own.
 *
 * @example
 * const { paths, components } = app.get(OpenApiDocument).document({ server: 'https://shop.example/tasker' });
 */
@Injectable()
export class OpenApiDocument {
  constructor(
    private readonly modules: ModulesContainer,
    private readonly config: ApplicationConfig,
    private readonly place: RestPlace,
    private readonly access: AccessControl,
  ) {}

  /** The document; `server` is where the API stands, by default its path with the global prefix of the application. */
  document({ server = this.path() }: { readonly server?: string } = {}): JsonObject {
    const { securitySchemes: schemes } = this.access;
    const isPublic = (permission: string) => this.access.isPublic(permission);
    return buildOpenApi(routesOf(taskerControllers(this.modules)), { version: PACKAGE_VERSION, server, schemes, isPublic });
  }

  private path(): string {
    const words = [this.config.getGlobalPrefix(), this.place.path].flatMap((part) => part.split('/'));
    return `/${words.filter((word) => word !== '').join('/')}`;
  }
}

/** The controllers of this package in an application. */
export function taskerControllers(modules: ModulesContainer): Type[] {
  const controllers = [...modules.values()].flatMap((module) => [...module.controllers.values()].map(({ metatype }) => metatype as Type));
  return [...new Set(controllers)].filter((controller) => isTaskerRoute({ getClass: <T>() => controller as Type<T> }));
}
