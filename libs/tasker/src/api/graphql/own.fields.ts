import { Injectable, type Provider } from '@nestjs/common';
import type { ModulesContainer } from '@nestjs/core';
import type { BaseExplorerService } from '@nestjs/graphql';
import { ResolversExplorerService } from '@nestjs/graphql/dist/services/resolvers-explorer.service.js';
import { ScalarsExplorerService } from '@nestjs/graphql/dist/services/scalars-explorer.service.js';

type Included = Parameters<BaseExplorerService['includeWhitelisted']>;

/** Finds the resolvers of the included modules alone: otherwise those of every global module of the host would be looked for too. */
@Injectable()
class OwnResolvers extends ResolversExplorerService {
  override getModules(container: ModulesContainer, include: Included[1]) {
    return this.includeWhitelisted(container, include);
  }
}

@Injectable()
class OwnScalars extends ScalarsExplorerService {
  override getModules(container: ModulesContainer, include: Included[1]) {
    return this.includeWhitelisted(container, include);
  }
}

/** What a GraphQLModule looks for fields with, when nothing of the host may stand in its schema. */
export const OWN_FIELDS: Provider[] = [
  { provide: ResolversExplorerService, useClass: OwnResolvers },
  { provide: ScalarsExplorerService, useClass: OwnScalars },
];
