import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { GRAPHQL_MODULE_OPTIONS, GraphQLModule } from '@nestjs/graphql';

/** Warns of a schema of the host that shows the fields of this package beside their own endpoint. */
@Injectable()
export class OwnNeighbours implements OnModuleInit {
  constructor(private readonly modules: ModulesContainer) {}

  onModuleInit(): void {
    for (const { metatype, providers } of this.modules.values()) {
      if (metatype !== GraphQLModule) continue;
      const { include = [] } = (providers.get(GRAPHQL_MODULE_OPTIONS)?.instance ?? {}) as { readonly include?: readonly unknown[] };
      if (include.length > 0) continue;
      new Logger('TaskerModule').warn(
        "api.graphql is 'own', and a GraphQLModule of the application has no `include`: the fields of this package stand in its schema too. " +
          "Give it `include: [...]`, or set api.graphql to 'host'.",
      );
    }
  }
}
