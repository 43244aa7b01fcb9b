import { readFile } from 'node:fs/promises';
import { getNamedType, type GraphQLSchema } from 'graphql';
import { beforeAll, describe, expect, it } from 'vitest';
import { nestedField } from '../../../libs/tasker/src/api/graphql/contract/nested.field.js';
import { rootFieldsOf } from '../../../libs/tasker/src/api/graphql/contract/root.field.js';
import { ROOT_RESOLVERS } from '../../../libs/tasker/src/api/graphql/graphql.module.js';
import { taskerSchema, taskerSchemaText } from '../../../libs/tasker/src/api/graphql/schema.text.js';
import { PERMISSIONS, type Permission } from '../../../libs/tasker/src/auth/permissions.js';
import { objectTypes, rootOperations } from '../../support/graphql.operations.js';

/** Types that a caller needs a permission for, whatever leads to them: the resources of which it must be one. */
const GUARDED: Readonly<Record<string, RegExp>> = {
  TaskerStep: /^tasker\.workflow_step:/,
  TaskerTransitionConnection: /:show$/,
  TaskerAnnotation: /^tasker\.annotation:/,
  TaskerAnnotationConnection: /^tasker\.annotation:/,
  TaskerExplanation: /^tasker\.task:explain$/,
  TaskerExecutionContext: /^tasker\.task:explain$/,
  TaskerStepReadiness: /^tasker\.workflow_step:explain$/,
  TaskerTaskAnalysis: /^tasker\.task:show$/,
  TaskerForecast: /^tasker\.task:show$/,
  TaskerDiagram: /^tasker\.task_diagram:/,
  TaskerTask: /^tasker\.task:show$/,
};

/** What holds such a type by itself: the mutation or query whose answer it is asks for it, and a page for what it is a page of. */
const HOLDERS = /(Payload|Connection|Edge|DeadLetter)$/;

describe('the schema of GraphQL', () => {
  let schema: GraphQLSchema;
  beforeAll(async () => {
    schema = await taskerSchema('own');
  });

  it('is the one that is committed: npm run docs:graphql', async () => {
    const committed = await readFile(new URL('../../../docs/schema.graphql', import.meta.url), 'utf8');
    expect(await taskerSchemaText()).toBe(committed);
  });

  it('has the queries and mutations of the specification, and the same fields with another first word in the schema of a host', async () => {
    const names = rootOperations(schema).map(({ name }) => name);
    const specified = ['tasks', 'tasksByStatus', 'tasksByAnnotation', 'task', 'step', 'annotationTypes'];
    expect(names).toEqual(expect.arrayContaining([...specified, 'createTask', 'updateTask', 'cancelTask', 'updateStep', 'cancelStep']));
    const inHost = rootOperations(await taskerSchema('host')).map(({ name }) => name);
    expect(inHost).toEqual(names.map((name) => `tasker${name.charAt(0).toUpperCase()}${name.slice(1)}`));
  });

  it('has types of its own names only', () => {
    const foreign = Object.keys(schema.getTypeMap()).filter(
      (name) => !/^(__|Tasker|(Query|Mutation|Subscription|String|Int|Float|Boolean|ID)$)/.test(name),
    );
    expect(foreign).toEqual([]);
  });

  it('asks for a known permission at every root field', () => {
    const declared = ROOT_RESOLVERS.flatMap((resolver) => rootFieldsOf(resolver));
    expect(declared.map(({ method }) => method).sort()).toEqual(
      rootOperations(schema)
        .map(({ name }) => name)
        .sort(),
    );
    const asked = declared.flatMap(({ permission }): readonly Permission[] => (typeof permission === 'string' ? [permission] : permission));
    expect(asked.filter((permission) => !PERMISSIONS.includes(permission))).toEqual([]);
  });

  it('asks for the permission of what a field leads to', () => {
    const open = objectTypes(schema)
      .filter(({ name }) => !HOLDERS.test(name))
      .flatMap((type) =>
        Object.values(type.getFields()).flatMap((field) => {
          const guard = GUARDED[getNamedType(field.type).name];
          const permission = nestedField(type.name, field.name)?.permission ?? '';
          return guard === undefined || guard.test(permission) ? [] : [`${type.name}.${field.name}`];
        }),
      );
    expect(open).toEqual([]);
  });

  it('describes every type and every root field', () => {
    const types = objectTypes(schema).filter(({ description }) => !description);
    expect(types.map(({ name }) => name)).toEqual([]);
    const roots = Object.values(schema.getQueryType()!.getFields()).filter(({ description }) => !description);
    expect(roots.map(({ name }) => name)).toEqual([]);
  });
});
