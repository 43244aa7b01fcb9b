import { GraphQLError, Kind, OperationTypeNode } from 'graphql';
import type { ValueNode } from 'graphql';
import { nestedField } from '../contract/nested.field.js';
import { NOTHING_BELOW, OperationWalk, tooComplex, type AskedField, type WalkedOperation } from './operation.walk.js';

/** How deep and how costly an operation may be. */
export interface OperationLimits {
  readonly maxDepth: number;
  readonly maxComplexity: number;
}

/** For how many objects each field below counts, and whether they are in a list. */
interface Above {
  readonly times: number;
  readonly inList: boolean;
}

/** What a list without a page size counts as. */
const ASSUMED_ITEMS = 10;
/** What a subscription counts as: everything below it is read for each event. */
const ASSUMED_EVENTS = 10;
/** What a page counts as that names no size. */
const DEFAULT_PAGE = 20;
const NESTED_COST = 10;
/** Under how many names a field without arguments may be asked for: each name shows the same again, however large it is. */
const MOST_NAMES = 10;

/**
 * Refuses what an operation may not ask for: fields too deep in one another, more than is reasonable in all, or below a list or a subscription
 * what is read for one object at a time. Fields of the host in the same operation count for nothing and are not looked into.
 *
 * @throws GraphQLError with the code `OPERATION_TOO_DEEP`, `OPERATION_TOO_COMPLEX` or `NOT_IN_A_LIST`
 */
export function refuseCostly(operation: WalkedOperation, { maxDepth, maxComplexity }: OperationLimits): void {
  let spent = 0;
  const names = new FieldNames();
  const start = { times: operation.operation.operation === OperationTypeNode.SUBSCRIPTION ? ASSUMED_EVENTS : 1 };
  const walk = new OperationWalk<Above>(operation, (asked, above) => {
    const root = rootCost(asked);
    if (root === null) return NOTHING_BELOW;
    if (asked.depth > maxDepth) throw refusal('OPERATION_TOO_DEEP', `fields may stand ${maxDepth} deep in one another at most`);
    spent += root ?? above.times * costOf(asked, above);
    if (spent > maxComplexity) throw tooComplex(`the operation asks for too much at once: it costs more than ${maxComplexity}`);
    if (root === undefined) names.note(asked);
    return below(asked, above, operation.variableValues);
  });
  walk.all({ ...start, inList: start.times > 1 });
}

/** What a root field of this package costs; null for one of the host, undefined for a field that is no root field. */
function rootCost({ field, depth }: AskedField): number | null | undefined {
  return depth === 1 ? ((field.extensions['tasker'] as { cost: number } | undefined)?.cost ?? null) : undefined;
}

function costOf({ typeName, field }: AskedField, { inList }: Above): number {
  const nested = nestedField(typeName, field.name);
  if (nested === undefined) return 1;
  if (nested.alone === true && inList)
    throw refusal(
      'NOT_IN_A_LIST',
      `${typeName}.${field.name} is read for one object at a time: ask for it by itself, in no list and no subscription`,
    );
  return nested.cost ?? NESTED_COST;
}

/** The names that each field is asked for under, anywhere in an operation. */
class FieldNames {
  private readonly names = new Map<object, Set<string>>();

  note({ typeName, field, node }: AskedField): void {
    if (field.args.length > 0) return;
    const names = this.names.get(field) ?? new Set<string>();
    this.names.set(field, names.add(node.alias?.value ?? field.name));
    if (names.size > MOST_NAMES) throw tooComplex(`${typeName}.${field.name} is asked for under more than ${MOST_NAMES} names`);
  }
}

/** A connection has a page size; the lists inside it, `edges` and `nodes`, are that page. */
function below({ node, field, isList }: AskedField, { times, inList }: Above, variables: Readonly<Record<string, unknown>>): Above {
  const isPage = field.args.some(({ name }) => name === 'first');
  if (isPage) {
    const given = node.arguments?.find(({ name }) => name.value === 'first')?.value;
    return { times: times * pageSize(given, variables), inList: true };
  }
  if (!isList) return { times, inList };
  const isItsPage = field.name === 'edges' || field.name === 'nodes';
  return { times: isItsPage ? times : times * ASSUMED_ITEMS, inList: true };
}

function pageSize(given: ValueNode | undefined, variables: Readonly<Record<string, unknown>>): number {
  const size = given?.kind === Kind.VARIABLE ? variables[given.name.value] : given?.kind === Kind.INT ? Number(given.value) : DEFAULT_PAGE;
  return typeof size === 'number' && size >= 1 ? size : DEFAULT_PAGE;
}

function refusal(code: string, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code } });
}
