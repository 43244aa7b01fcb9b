import {
  getNamedType,
  getNullableType,
  GraphQLError,
  isAbstractType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  type FieldNode,
  type FragmentSpreadNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLResolveInfo,
  type InlineFragmentNode,
  type SelectionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';

/** What a walk needs of the operation that a field belongs to. */
export type WalkedOperation = Pick<GraphQLResolveInfo, 'schema' | 'operation' | 'fragments' | 'variableValues'>;

/** A field that an operation asks for, with the type that it is a field of. */
export interface AskedField {
  readonly typeName: string;
  readonly node: FieldNode;
  readonly field: GraphQLField<unknown, unknown>;
  /** 1 for a root field. */
  readonly depth: number;
  readonly isList: boolean;
}

/** What a visitor gives for a field below which nothing is of interest. */
export const NOTHING_BELOW = Symbol('nothing below');

/** Called for each field before those below it; what it gives goes on to them. */
export type FieldVisitor<S> = (asked: AskedField, above: S) => S | typeof NOTHING_BELOW;

/** Fields and spreads that are looked at: with fragments, a short text can mean any number of them. */
const MOST_LOOKED_AT = 100_000;

/**
 * Goes through everything that an operation asks for as it is resolved: aliases, fragments, directives with their variables, and every type
 * that an abstract one may be. A field that is asked for twice is visited twice.
 *
 * @throws GraphQLError with the code `OPERATION_TOO_COMPLEX` for more than can be looked at
 */
export class OperationWalk<S> {
  private looked = 0;

  constructor(
    private readonly operation: WalkedOperation,
    private readonly visit: FieldVisitor<S>,
  ) {}

  /** All root fields of the operation. */
  all(start: S): void {
    const { schema, operation } = this.operation;
    const root = schema.getRootType(operation.operation);
    if (root != null) this.selections(root, operation.selectionSet, { above: start, depth: 1 });
  }

  /** What is below a field that is being resolved. */
  below(type: GraphQLNamedType, nodes: readonly FieldNode[], start: S): void {
    for (const { selectionSet } of nodes) if (selectionSet !== undefined) this.selections(type, selectionSet, { above: start, depth: 2 });
  }

  private selections(type: GraphQLNamedType, set: SelectionSetNode, at: { above: S; depth: number }): void {
    const fields: OwnedField[] = [];
    this.collect({ type, set }, new Set(), fields);
    for (const { owner, node } of fields) this.field(owner, node, at);
  }

  private field(type: GraphQLNamedType, node: FieldNode, { above, depth }: { above: S; depth: number }): void {
    if (!isObjectType(type) && !isInterfaceType(type)) return;
    const field = type.getFields()[node.name.value];
    // `__typename`, `__schema`: no data.
    if (field === undefined) return;
    const passed = this.visit({ typeName: type.name, node, field, depth, isList: isListType(getNullableType(field.type)) }, above);
    if (passed === NOTHING_BELOW || node.selectionSet === undefined) return;
    this.selections(getNamedType(field.type), node.selectionSet, { above: passed, depth: depth + 1 });
  }

  /** A fragment counts once in a selection, as the executor has it: spread in spread would double at every level otherwise. */
  private collect({ type, set }: { type: GraphQLNamedType; set: SelectionSetNode }, spread: Set<string>, into: OwnedField[]): void {
    for (const selection of set.selections) {
      this.looked += 1;
      if (this.looked > MOST_LOOKED_AT) throw tooComplex('the operation asks for too much at once');
      if (!this.isAsked(selection)) continue;
      if (selection.kind === Kind.FIELD) {
        for (const owner of this.possible(type)) into.push({ owner, node: selection });
        continue;
      }
      const inner = this.innerOf(type, selection, spread);
      if (inner !== undefined) this.collect(inner, spread, into);
    }
  }

  private innerOf(type: GraphQLNamedType, selection: InlineFragmentNode | FragmentSpreadNode, spread: Set<string>) {
    if (selection.kind === Kind.INLINE_FRAGMENT)
      return { type: this.conditioned(type, selection.typeCondition?.name.value), set: selection.selectionSet };
    const fragment = this.operation.fragments[selection.name.value];
    if (fragment === undefined || spread.has(selection.name.value)) return undefined;
    spread.add(selection.name.value);
    return { type: this.conditioned(type, fragment.typeCondition.name.value), set: fragment.selectionSet };
  }

  private possible(type: GraphQLNamedType): readonly GraphQLNamedType[] {
    return isAbstractType(type) ? this.operation.schema.getPossibleTypes(type) : [type];
  }

  private conditioned(type: GraphQLNamedType, name: string | undefined): GraphQLNamedType {
    return (name === undefined ? undefined : this.operation.schema.getType(name)) ?? type;
  }

  /** `if` is there, and is true or false: the operation is valid. */
  private isAsked({ directives = [] }: SelectionNode): boolean {
    return directives.every(({ name, arguments: given }) => {
      if (name.value !== 'skip' && name.value !== 'include') return true;
      const value = given?.[0]?.value;
      const says = value?.kind === Kind.VARIABLE ? this.operation.variableValues[value.name.value] === true : isTrue(value);
      return says === (name.value === 'include');
    });
  }
}

function isTrue(value: ValueNode | undefined): boolean {
  return value?.kind === Kind.BOOLEAN && value.value;
}

/** A field that is asked for, and the type that has it. */
interface OwnedField {
  readonly owner: GraphQLNamedType;
  readonly node: FieldNode;
}

/** Refuses what would be too much. */
export function tooComplex(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'OPERATION_TOO_COMPLEX' } });
}

/** Whether a field of this name is asked for right below a field. */
export function asksFor(info: GraphQLResolveInfo, name: string): boolean {
  let found = false;
  const walk = new OperationWalk<null>(info, ({ node }) => {
    found ||= node.name.value === name;
    return NOTHING_BELOW;
  });
  walk.below(getNamedType(info.returnType), info.fieldNodes, null);
  return found;
}
