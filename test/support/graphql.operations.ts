import {
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';

/** A root field, and an operation that asks for it and for little more. */
export interface RootOperation {
  readonly kind: 'query' | 'mutation' | 'subscription';
  readonly name: string;
  readonly text: string;
}

/** One operation for every root field of a schema, with a value for each argument that is required. */
export function rootOperations(schema: GraphQLSchema): RootOperation[] {
  const roots = { query: schema.getQueryType(), mutation: schema.getMutationType(), subscription: schema.getSubscriptionType() } as const;
  return Object.entries(roots).flatMap(([kind, type]) =>
    Object.values(type?.getFields() ?? {}).map((field) => ({
      kind: kind as RootOperation['kind'],
      name: field.name,
      text: `${kind} { ${fieldText(field)} }`,
    })),
  );
}

/** Asks for a field of an object type, with its arguments and a leaf below it. */
export function fieldText(field: GraphQLField<unknown, unknown>): string {
  const given = field.args.filter(({ type }) => isNonNullType(type)).map(({ name, type }) => `${name}: ${valueText(type)}`);
  return `${field.name}${given.length === 0 ? '' : `(${given.join(', ')})`}${leafText(field.type)}`;
}

function leafText(type: GraphQLOutputType): string {
  return isLeafType(getNamedType(type)) ? '' : ' { __typename }';
}

function valueText(type: GraphQLInputType): string {
  const nullable = getNullableType(type);
  if (isListType(nullable)) return `[${valueText(nullable.ofType)}]`;
  if (isEnumType(nullable)) return nullable.getValues()[0]!.name;
  if (isInputObjectType(nullable)) {
    const required = Object.values(nullable.getFields()).filter((field) => isNonNullType(field.type));
    return `{ ${required.map((field) => `${field.name}: ${valueText(field.type)}`).join(', ')} }`;
  }
  return (
    { ID: '"01920000-0000-7000-8000-000000000000"', Int: '1', Float: '1', Boolean: 'true', TaskerJson: '{}' }[
      getNamedType(nullable).name
    ] ?? '"e2e"'
  );
}

/** The object types of a schema but those of the root and of introspection. */
export function objectTypes(schema: GraphQLSchema): GraphQLObjectType[] {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  return Object.values(schema.getTypeMap()).filter(
    (type): type is GraphQLObjectType =>
      'getInterfaces' in type && !type.name.startsWith('__') && !roots.includes(type as GraphQLObjectType),
  );
}
