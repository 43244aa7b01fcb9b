import { GraphQLError, GraphQLScalarType, Kind, valueFromASTUntyped } from 'graphql';

/** Any JSON value: contexts, results, annotations. Variables may hold any; a literal in the text of the operation too. */
export const TaskerJson = new GraphQLScalarType({
  name: 'TaskerJson',
  description: 'Any JSON value, as it is stored.',
  serialize: (value) => value,
  parseValue: (value) => value,
  parseLiteral: (node, variables) => valueFromASTUntyped(node, variables),
});

const ISO = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d))?$/;

/** A moment. */
export const TaskerDateTime = new GraphQLScalarType<Date, string>({
  name: 'TaskerDateTime',
  description: 'A moment: ISO 8601 with its zone; a date alone means midnight UTC. Answers are in UTC, with milliseconds.',
  serialize: (value) => new Date(value as Date | string).toISOString(),
  parseValue: moment,
  parseLiteral: (node) => moment(node.kind === Kind.STRING ? node.value : undefined),
});

function moment(value: unknown): Date {
  const time = typeof value === 'string' && ISO.test(value) ? new Date(value) : undefined;
  if (time === undefined || Number.isNaN(time.getTime())) {
    throw new GraphQLError('must be a moment such as 2026-03-01T12:00:00Z', { extensions: { code: 'BAD_USER_INPUT' } });
  }
  return time;
}
