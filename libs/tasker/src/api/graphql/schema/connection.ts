import type { Type } from '@nestjs/common';
import { Field, Int, ObjectType } from '@nestjs/graphql';

/** Where a page stands in its list. */
@ObjectType({ description: 'Where a page stands in its list.' })
export class TaskerPageInfo {
  @Field({ description: 'Whether there are more after this page.' })
  hasNextPage: boolean;

  @Field({ description: 'Whether a page before it was asked for.' })
  hasPreviousPage: boolean;

  @Field(() => String, { nullable: true, description: 'What to give as `after` for the next page; null after the last.' })
  endCursor: string | null;
}

/** A page of a list. */
export interface Page<T> {
  readonly nodes: readonly T[];
  readonly edges: readonly { readonly node: T }[];
  readonly pageInfo: TaskerPageInfo;
  readonly totalCount: number | null;
}

/** The type of a page of nodes, `TaskerTaskConnection` for TaskerTask; `counted`: it can tell how many there are on all pages. */
export function connectionOf<T extends object>(node: Type<T>, { counted = false } = {}): Type<Page<T>> {
  @ObjectType(`${node.name}Edge`, { description: 'One of a page.' })
  class Edge {
    @Field(() => node)
    node: T;
  }

  @ObjectType(`${node.name}Connection`, { description: 'A page of a list.' })
  class Connection {
    @Field(() => [Edge])
    edges: Edge[];

    @Field(() => [node], { description: 'What the edges hold.' })
    nodes: T[];

    @Field()
    pageInfo: TaskerPageInfo;
  }
  if (counted)
    Field(() => Int, { description: 'How many there are on all pages; counted only when it is asked for.' })(
      Connection.prototype,
      'totalCount',
    );
  return Connection as unknown as Type<Page<T>>;
}

/** A page as a connection. */
export function pageOf<T>(
  nodes: readonly T[],
  { nextCursor, after, total }: { nextCursor: string | null; after?: string | null | undefined; total?: number | undefined },
): Page<T> {
  return {
    nodes,
    edges: nodes.map((node) => ({ node })),
    pageInfo: { hasNextPage: nextCursor !== null, hasPreviousPage: after != null, endCursor: nextCursor },
    totalCount: total ?? null,
  };
}
