import { Injectable } from '@nestjs/common';
import { getNamedType, type GraphQLResolveInfo } from 'graphql';
import { OperationPermissions } from '../../access/operation.permissions.js';
import { nestedField } from '../contract/nested.field.js';
import { OperationWalk } from './operation.walk.js';

/** What the fields below a root field ask for, found in the operation as it is resolved and never in its text. */
@Injectable()
export class ResolvedOperationPermissions extends OperationPermissions {
  below(info: object): readonly string[] {
    const { fieldNodes, returnType, ...operation } = info as GraphQLResolveInfo;
    const found = new Set<string>();
    const walk = new OperationWalk<null>(operation, ({ typeName, field }) => {
      const permission = nestedField(typeName, field.name)?.permission;
      if (permission !== undefined) found.add(permission);
      return null;
    });
    walk.below(getNamedType(returnType), fieldNodes, null);
    return [...found];
  }
}
