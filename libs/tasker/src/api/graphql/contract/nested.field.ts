import { applyDecorators, Catch, SerializeOptions, UseFilters, type ExceptionFilter } from '@nestjs/common';
import { Resolver, ResolveField, type FieldMiddleware, type ReturnTypeFunc } from '@nestjs/graphql';
import type { GraphQLError } from 'graphql';
import type { Permission } from '../../../auth/permissions.js';
import { RequirePermission } from '../../access/require-permission.decorator.js';
import { MarkTaskerRoute } from '../../rest/tasker.route.js';
import { nestedError } from '../graphql-error.filter.js';

/** What is declared of a field below a root field that something must be read for. */
export interface NestedFieldContract {
  readonly type: ReturnTypeFunc;
  readonly nullable?: boolean;
  readonly description: string;
  /** What it asks for beside what its root field does; absent: nothing more. */
  readonly permission?: Permission;
  /** What it costs for each object that it is asked of, beyond what is selected of it. Default 10. */
  readonly cost?: number;
  /** It is read for one object at a time: refused below a list. */
  readonly alone?: true;
}

const FIELDS = new Map<string, NestedFieldContract>();
/** No filter is asked for errors of nested fields: without this, what a failure says would be told to the caller. */
const tellSafely: FieldMiddleware = async (_, next) => {
  try {
    return (await next()) as unknown;
  } catch (thrown) {
    throw nestedError(thrown);
  }
};

@Catch()
class NestedErrorFilter implements ExceptionFilter {
  catch(thrown: unknown): GraphQLError {
    return nestedError(thrown);
  }
}

/**
 * Declares a class of nested fields. The schema of a host may put its guards, interceptors and filters before nested fields too
 * (`fieldResolverEnhancers`): they do no more harm here than they do to root fields.
 */
export function NestedFields(type: () => unknown): ClassDecorator {
  return applyDecorators(
    Resolver(type as ReturnTypeFunc),
    UseFilters(NestedErrorFilter),
    SerializeOptions({ strategy: 'exposeAll' }),
    MarkTaskerRoute(),
  );
}

/** Declares a field of an object type that is resolved by a method. Its arguments name their class: `@Args({ type: () => … })`. */
export function NestedField(typeName: string, contract: NestedFieldContract): MethodDecorator {
  const { type, nullable = false, description, permission } = contract;
  const decorators = [
    ResolveField(type, { nullable, description, middleware: [tellSafely] }),
    ...(permission === undefined ? [] : [RequirePermission(permission)]),
    (_: object, method: string | symbol) => void FIELDS.set(`${typeName}.${String(method)}`, contract),
    hideParameterTypes,
  ];
  return applyDecorators(...decorators);
}

/** A ValidationPipe of the host looks at the type of a parameter; Object is left alone. */
function hideParameterTypes(prototype: object, method: string | symbol): void {
  const types = (Reflect.getMetadata('design:paramtypes', prototype, method) ?? []) as unknown[];
  Reflect.defineMetadata('design:paramtypes', new Array(types.length).fill(Object), prototype, method);
}

/** What was declared of a field; undefined for one that stands in the object itself. */
export function nestedField(typeName: string, field: string): NestedFieldContract | undefined {
  return FIELDS.get(`${typeName}.${field}`);
}
