import type { GraphQLResolveInfo } from 'graphql';
import { STEP_CONTENTS, type StepContent } from '../../../database/task-batch.reader.js';
import { NOTHING_BELOW, OperationWalk, type WalkedOperation } from './operation.walk.js';

/** Where a field stands, and the operation that it belongs to. */
export type AskedBelow = WalkedOperation & Pick<GraphQLResolveInfo, 'path'>;

/** graphql-js makes one object for the place of a root field and hands it to all fields below: it is another one in every execution. */
export function rootPath({ path }: Pick<GraphQLResolveInfo, 'path'>): GraphQLResolveInfo['path'] {
  let root = path;
  while (root.prev !== undefined) root = root.prev;
  return root;
}

/** What of the contents of steps is asked for anywhere below the root field of a place: what is not need not be read. */
export function askedContents(info: AskedBelow): StepContent[] {
  const { key } = rootPath(info);
  const asked = new Set<string>();
  const walk = new OperationWalk<null>(info, ({ typeName, field, node, depth }) => {
    if (depth === 1) return (node.alias ?? node.name).value === key ? null : NOTHING_BELOW;
    if (typeName === 'TaskerStep' || (typeName === 'TaskerTask' && field.name === 'results')) asked.add(field.name);
    return null;
  });
  walk.all(null);
  return STEP_CONTENTS.filter((content) => asked.has(content));
}
