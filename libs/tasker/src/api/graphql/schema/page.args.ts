import { ArgsType, Field, Int } from '@nestjs/graphql';

/** Which page of a list. */
@ArgsType()
export class PageArgs {
  @Field(() => Int, { nullable: true, description: 'How many, 1 to 100. Default 20.' })
  first?: number;

  @Field(() => String, { nullable: true, description: '`endCursor` of the page before, of the same list.' })
  after?: string;
}

/** The same as the engine reads it. */
export function pageTerms({ first, after }: { readonly first?: number | null; readonly after?: string | null }): {
  limit?: number;
  cursor?: string;
} {
  return { ...(first == null ? {} : { limit: first }), ...(after == null ? {} : { cursor: after }) };
}
