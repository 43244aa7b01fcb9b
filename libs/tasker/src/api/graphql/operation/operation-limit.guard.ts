import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { GraphQLError, type GraphQLResolveInfo } from 'graphql';
import { GraphqlSettings } from '../graphql.settings.js';
import { refuseCostly } from './operation.cost.js';

/** Refuses what is too deep or too much, before anything of it is read. It looks at the operation as it is resolved, in whoever's schema it is. */
@Injectable()
export class OperationLimitGuard implements CanActivate {
  /** What was found of an execution, by the values of its variables: every one has its own, and one walk goes through all root fields. */
  private readonly found = new WeakMap<object, { readonly refusal?: GraphQLError }>();

  constructor(private readonly settings: GraphqlSettings) {}

  canActivate(context: ExecutionContext): boolean {
    const info = context.getArgByIndex<GraphQLResolveInfo>(3);
    const { refusal } = this.of(info);
    if (refusal !== undefined) throw refusal;
    return true;
  }

  private of(info: GraphQLResolveInfo): { readonly refusal?: GraphQLError } {
    const known = this.found.get(info.variableValues);
    if (known !== undefined) return known;
    const found = this.look(info);
    this.found.set(info.variableValues, found);
    return found;
  }

  private look(info: GraphQLResolveInfo): { readonly refusal?: GraphQLError } {
    try {
      refuseCostly(info, this.settings);
      return {};
    } catch (error) {
      if (error instanceof GraphQLError) return { refusal: error };
      throw error;
    }
  }
}
