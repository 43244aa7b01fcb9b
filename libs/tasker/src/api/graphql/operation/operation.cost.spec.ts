import { buildSchema, Kind, parse, type FragmentDefinitionNode, type GraphQLObjectType, type OperationDefinitionNode } from 'graphql';
import { describe, expect, it } from 'vitest';
import { NestedField } from '../contract/nested.field.js';
import { refuseCostly } from './operation.cost.js';
import type { WalkedOperation } from './operation.walk.js';
import { ResolvedOperationPermissions } from './resolved-operation.permissions.js';

class Leaf {
  steps(): void {}
  why(): void {}
}
const declare = (name: 'steps' | 'why', contract: object) =>
  NestedField('Thing', { type: () => String, description: '', ...contract })(
    Leaf.prototype,
    name,
    Object.getOwnPropertyDescriptor(Leaf.prototype, name)!,
  );
declare('steps', { permission: 'tasker.workflow_step:index' });
declare('why', { permission: 'tasker.task:explain', alone: true, cost: 100 });

const schema = buildSchema(`
  interface Named { name: String }
  type Thing implements Named { name: String steps: [Thing!]! why: String one: Thing }
  type Page { nodes: [Thing!]! edges: [Edge!]! }
  type Edge { node: Thing! }
  type Query { things(first: Int): Page! thing: Thing named: Named hosts: [Thing!]! }
  type Subscription { changed: Thing said: Thing }
`);
const fields = (schema.getQueryType() as GraphQLObjectType).getFields();
for (const name of ['things', 'thing', 'named']) fields[name]!.extensions = { tasker: { cost: 100 } };
schema.getSubscriptionType()!.getFields()['changed']!.extensions = { tasker: { cost: 100 } };

function operationOf(text: string, variableValues: Record<string, unknown> = {}): WalkedOperation {
  const { definitions } = parse(text);
  const operation = definitions.find(({ kind }) => kind === Kind.OPERATION_DEFINITION) as OperationDefinitionNode;
  const fragments = definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION) as FragmentDefinitionNode[];
  return { schema, operation, fragments: Object.fromEntries(fragments.map((one) => [one.name.value, one])), variableValues };
}

/** The least `maxComplexity` that lets an operation through. */
function costOf(text: string, variables?: Record<string, unknown>): number {
  const passes = (maxComplexity: number) => refusal(text, { maxComplexity, maxDepth: 100 }, variables) === undefined;
  let [low, high] = [0, 1 << 24];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (passes(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function refusal(text: string, limits = { maxComplexity: 1e9, maxDepth: 100 }, variables?: Record<string, unknown>): unknown {
  try {
    refuseCostly(operationOf(text, variables), limits);
    return undefined;
  } catch (error) {
    return (error as { extensions: { code: string } }).extensions.code;
  }
}

describe('what an operation costs', () => {
  it.each([
    ['{ thing { name } }', 101],
    ['{ a: thing { name } b: thing { name } }', 202],
    ['{ thing { steps { name } } }', 120],
    ['{ things { nodes { name } } }', 100 + 20 * 2],
    ['{ things(first: 3) { edges { node { name } } } }', 100 + 3 * 3],
    ['query ($n: Int) { things(first: $n) { nodes { name } } }', 100 + 7 * 2, { n: 7 }],
    ['{ thing { ...n } } fragment n on Thing { name ...n2 ...n2 } fragment n2 on Thing { one { name } }', 103],
    ['query ($no: Boolean!) { thing { name steps @include(if: $no) { name } one @skip(if: $no) { name } } }', 103, { no: false }],
    ['{ named { ... on Thing { one { name } } name } }', 103],
    ['{ hosts { steps { name } } thing { name } }', 101],
    ['subscription { changed { name steps { name } } }', 100 + 10 * (1 + 10 + 10)],
    ['subscription { said { why steps { name } } }', 0],
  ])('%s', (text, cost, variables?) => {
    expect(costOf(text, variables as Record<string, unknown>)).toBe(cost);
  });

  it('is bounded before fragments in fragments are followed for long', () => {
    const levels = 40;
    const fragments = Array.from(
      { length: levels },
      (_, at) => `fragment f${at} on Thing { a: one { ...f${at + 1} } b: one { ...f${at + 1} } }`,
    );
    const text = `{ thing { ...f0 } } ${fragments.join(' ')} fragment f${levels} on Thing { name }`;
    expect(refusal(text, { maxComplexity: 10_000, maxDepth: 100 })).toBe('OPERATION_TOO_COMPLEX');
  });

  it('is not counted of what a host asks for beside it, however often its fragments spread others', () => {
    const fragments = Array.from(
      { length: 40 },
      (_, at) => `fragment f${at} on Thing { a: one { ...f${at + 1} } b: one { ...f${at + 1} } }`,
    );
    const text = `{ thing { name } hosts { ...f0 } } ${fragments.join(' ')} fragment f40 on Thing { name }`;
    expect(costOf(text)).toBe(101);
  });

  it('is bounded where little is asked for and much is to be looked at', () => {
    const left = Array.from({ length: 3_000 }, (_, at) => `n${at}: name @skip(if: true)`).join(' ');
    const many = Array.from({ length: 100 }, (_, at) => `...g${at}`).join(' ');
    const fragments = Array.from({ length: 100 }, (_, at) => `fragment g${at} on Thing { one { ...left } }`).join(' ');
    expect(refusal(`{ thing { ${many} } } ${fragments} fragment left on Thing { ${left} }`)).toBe('OPERATION_TOO_COMPLEX');
  });

  it('is refused under a heap of names, which would each show the same again', () => {
    const under = (count: number) => Array.from({ length: count }, (_, at) => `n${at}: name`).join(' ');
    expect(refusal(`{ thing { ${under(10)} } }`)).toBeUndefined();
    expect(refusal(`{ thing { ${under(11)} } }`)).toBe('OPERATION_TOO_COMPLEX');
    expect(refusal(`{ thing { ${under(6)} one { ${under(6)} } } }`)).toBeUndefined();
    expect(
      refusal(`{ ${Array.from({ length: 20 }, (_, at) => `t${at}: things(first: 1) { nodes { name } }`).join(' ')} }`),
    ).toBeUndefined();
  });

  it('is refused where fields stand too deep in one another, fragments included', () => {
    const text = '{ thing { ...deep } } fragment deep on Thing { one { one { name } } }';
    expect(refusal(text, { maxComplexity: 1e9, maxDepth: 4 })).toBeUndefined();
    expect(refusal(text, { maxComplexity: 1e9, maxDepth: 3 })).toBe('OPERATION_TOO_DEEP');
  });

  it('is refused below a list for what is read one by one', () => {
    expect(refusal('{ thing { why one { why } } }')).toBeUndefined();
    expect(refusal('{ thing { steps { why } } }')).toBe('NOT_IN_A_LIST');
    expect(refusal('{ things(first: 1) { nodes { why } } }')).toBe('NOT_IN_A_LIST');
    expect(refusal('subscription { changed { why } }')).toBe('NOT_IN_A_LIST');
    expect(refusal('subscription { changed { one { ... { why } } } }')).toBe('NOT_IN_A_LIST');
  });
});

describe('what the fields below a root field ask for', () => {
  const permissions = new ResolvedOperationPermissions();
  const below = (text: string, variables?: Record<string, unknown>) => {
    const operation = operationOf(text, variables);
    const [node] = operation.operation.selectionSet.selections;
    const field = fields[(node as { name: { value: string } }).name.value]!;
    return permissions.below({ ...operation, fieldNodes: [node], returnType: field.type });
  };

  it.each([
    ['{ thing { name } }', []],
    ['{ thing { s: steps { name } } }', ['tasker.workflow_step:index']],
    ['{ thing { ...f } } fragment f on Thing { one { ... { why steps { why } } } }', ['tasker.task:explain', 'tasker.workflow_step:index']],
    ['{ things { edges { node { ... on Named { ... on Thing { why } } } } } }', ['tasker.task:explain']],
    [
      'query ($no: Boolean!) { thing { why @include(if: $no) steps @skip(if: $no) { name } } }',
      ['tasker.workflow_step:index'],
      { no: false },
    ],
  ])('%s', (text, found, variables?) => {
    expect(below(text, variables as Record<string, unknown>)).toEqual(found);
  });
});
