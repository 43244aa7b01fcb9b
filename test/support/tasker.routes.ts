import { RequestMethod, type INestApplication, type Type } from '@nestjs/common';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import { isTaskerRoute } from 'nestjs-tasker';

/** A route of the package as Nest knows it. */
export interface TaskerRoute {
  /** `TasksController.list` */
  readonly handler: string;
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** Below the path of the API, with a value for each parameter. */
  readonly path: string;
  /** What its handler declares: all of it is needed. */
  readonly permissions: readonly string[];
}

const PERMISSION = Symbol.for('nestjs-tasker:permission');
const scanner = new MetadataScanner();

/** Every route that an application has of the package, found by the metadata of Nest and by nothing that the package says of itself. */
export function taskerRoutes(app: INestApplication): TaskerRoute[] {
  const controllers = [...app.get(ModulesContainer).values()].flatMap((module) => [...module.controllers.values()]);
  return controllers
    .map(({ metatype }) => metatype as Type)
    .filter((controller) => isTaskerRoute({ getClass: <T>() => controller as Type<T> }))
    .flatMap(routesOf);
}

function routesOf(controller: Type): TaskerRoute[] {
  const prototype = controller.prototype as Record<string, object>;
  return scanner.getAllMethodNames(prototype).flatMap((name) => {
    const handler = prototype[name] ?? {};
    const paths = [Reflect.getMetadata('path', handler) as string | string[] | undefined].flat();
    return paths.flatMap((path) => {
      if (path === undefined) return [];
      const verb = RequestMethod[Reflect.getMetadata('method', handler) as number] ?? '';
      return [
        {
          handler: `${controller.name}.${name}`,
          method: verb.toLowerCase() as TaskerRoute['method'],
          path: filled(`${Reflect.getMetadata('path', controller) as string}/${path}`),
          permissions: (Reflect.getMetadata(PERMISSION, handler) as readonly string[] | undefined) ?? [],
        },
      ];
    });
  });
}

/** Any value will do for what is refused before it is read. */
function filled(path: string): string {
  return path
    .replace(/\/+/g, '/')
    .replace(/\/$/, '')
    .replace(/^\//, '')
    .replace(/:[A-Za-z_]+|\*\w*/g, 'x');
}
