import { RequestMethod, type Type } from '@nestjs/common';
import { MetadataScanner } from '@nestjs/core';
import { routeContract, type RouteContract } from '../contract/route.contract.js';

/** A route as Nest registers it, with what was declared of it. */
export interface DocumentedRoute {
  /** `get`, `post` … */
  readonly method: string;
  /** Below the path of the API, as OpenAPI writes it: `/tasks/{task_id}`. */
  readonly path: string;
  /** `TasksController.list` */
  readonly handler: string;
  /** Undefined for a route that declares nothing: it can be called by nobody, and stands in no document. */
  readonly contract: RouteContract | undefined;
}

// The names under which Nest keeps what its decorators say.
const PATH = 'path';
const METHOD = 'method';

/** Every route of controllers, by path and method. */
export function routesOf(controllers: readonly Type[]): DocumentedRoute[] {
  const scanner = new MetadataScanner();
  const routes = controllers.flatMap((controller) =>
    scanner.getAllMethodNames(controller.prototype as object).flatMap((name) => routesOfMethod(controller, name)),
  );
  return routes.toSorted(byPlace);
}

function routesOfMethod(controller: Type, name: string): DocumentedRoute[] {
  const method = (controller.prototype as Record<string, object>)[name] as object;
  const verb = Reflect.getMetadata(METHOD, method) as RequestMethod | undefined;
  if (verb === undefined) return [];
  return pathsOf(controller).flatMap((base) =>
    pathsOf(method).map((path) => ({
      method: RequestMethod[verb].toLowerCase(),
      path: joined(base, path),
      handler: `${controller.name}.${name}`,
      contract: routeContract(method),
    })),
  );
}

function pathsOf(declared: object): string[] {
  const paths = Reflect.getMetadata(PATH, declared) as string | string[] | undefined;
  return paths === undefined ? [''] : [paths].flat();
}

/** `tasks` and `:task_id/explain` as `/tasks/{task_id}/explain`. */
function joined(...parts: string[]): string {
  const words = parts.flatMap((part) => part.split('/')).filter((word) => word !== '');
  return `/${words.map((word) => word.replace(/^:(\w+)$/, '{$1}')).join('/')}`;
}

const VERBS = ['get', 'post', 'put', 'patch', 'delete'];

function byPlace(one: DocumentedRoute, other: DocumentedRoute): number {
  if (one.path === other.path) return VERBS.indexOf(one.method) - VERBS.indexOf(other.method);
  return one.path < other.path ? -1 : 1;
}
