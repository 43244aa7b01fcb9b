import { Injectable, type OnModuleInit, type Type } from '@nestjs/common';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import { AccessControl } from '../../auth/access.control.js';
import { ConfigurationError } from '../../model/errors.js';
import { isTaskerRoute } from '../rest/tasker.route.js';
import { requiredPermissions } from './require-permission.decorator.js';
import { TaskerAuthGuard } from './tasker-auth.guard.js';

/** Metadata of Nest: the path of a route, the guards of a class or method, and what a method of a resolver answers. */
const PATH = 'path';
const GUARDS = '__guards__';
const RESOLVER_TYPE = 'graphql:resolver_type';
const ROOT_TYPES: readonly unknown[] = ['Query', 'Mutation', 'Subscription'];

/** What of this package lets everybody in, whatever the options say; the list of docs/auth.md. */
const PUBLIC = ['HealthController.live', 'HealthController.ready', /^DocumentationController\./];

/** Looks at start-up whether everything that answers a request says what it asks for: a route without a permission never goes unnoticed. */
@Injectable()
export class PermissionCheck implements OnModuleInit {
  private readonly scanner = new MetadataScanner();

  constructor(
    private readonly modules: ModulesContainer,
    private readonly control: AccessControl,
  ) {}

  /** @throws ConfigurationError naming each method that declares no permission, an unknown one, or has no guard */
  onModuleInit(): void {
    const problems = this.classes().flatMap((type) => this.problemsOf(type));
    if (problems.length > 0) throw new ConfigurationError(`permissions: ${problems.join('; ')}`);
  }

  /** Controllers and resolvers. */
  private classes(): Type[] {
    const found = new Set<Type>();
    for (const module of this.modules.values()) {
      for (const { metatype } of [...module.controllers.values(), ...module.providers.values()]) {
        if (typeof metatype === 'function' && typeof metatype.prototype === 'object') found.add(metatype as Type);
      }
    }
    return [...found];
  }

  private problemsOf(type: Type): string[] {
    const own = isTaskerRoute({ getClass: <T>() => type as Type<T> });
    const guarded = isGuarded(type);
    const prototype = type.prototype as Record<string, object>;
    return this.scanner.getAllMethodNames(prototype).flatMap((name) => {
      const method = prototype[name];
      if (method === undefined || !(own || guarded || isGuarded(method))) return [];
      const problem = this.problemOf(method, { place: `${type.name}.${name}`, own, guarded: guarded || isGuarded(method) });
      return problem === null ? [] : [`${type.name}.${name} ${problem}`];
    });
  }

  private problemOf(method: object, { place, own, guarded }: { place: string; own: boolean; guarded: boolean }): string | null {
    const permissions = requiredPermissions(method);
    const unknown = permissions.find((permission) => permission !== 'public' && !this.control.knows(permission));
    if (!answers(method)) return unknown === undefined ? null : `asks for '${unknown}', which is unknown`;
    if (permissions.length === 0) return 'declares no permission: give it @RequirePermission';
    if (!guarded) return 'has no TaskerAuthGuard';
    if (unknown !== undefined) return `asks for '${unknown}', which is unknown: see auth.resources`;
    return permissions.includes('public') && own && !isPublicPlace(place) ? "may not be 'public'" : null;
  }
}

/** Whether requests come here by themselves: a route, or a root field. A field below a root field may have no permission of its own. */
function answers(method: object): boolean {
  return Reflect.hasMetadata(PATH, method) || ROOT_TYPES.includes(Reflect.getMetadata(RESOLVER_TYPE, method));
}

function isGuarded(target: object): boolean {
  const guards: unknown = Reflect.getMetadata(GUARDS, target);
  return Array.isArray(guards) && guards.includes(TaskerAuthGuard);
}

function isPublicPlace(place: string): boolean {
  return PUBLIC.some((entry) => (typeof entry === 'string' ? entry === place : entry.test(place)));
}
