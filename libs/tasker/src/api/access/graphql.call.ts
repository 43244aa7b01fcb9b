/** A place in an answer; graphql-js makes one object for each field and gives it to the fields below. */
interface AnswerPath {
  readonly prev: AnswerPath | undefined;
}

/** What is read of a `GraphQLResolveInfo`. */
export interface FieldInfo {
  readonly path: AnswerPath;
  readonly operation: { readonly operation: 'query' | 'mutation' | 'subscription' };
}

/** Subscriptions by the context they were opened with, and by their operation. */
const subscriptions = new WeakMap<object, WeakMap<object, object>>();

/**
 * What stands for the call of a root field, seen from a field below it. A subscription runs its operation once for each event, each time with
 * paths of its own: it is known by its context and its operation instead, and has one root field only.
 */
export function rootOf({ path, operation }: FieldInfo, context: unknown): object {
  if (operation.operation === 'subscription' && typeof context === 'object' && context !== null) return subscriptionOf(context, operation);
  let root = path;
  while (root.prev !== undefined) root = root.prev;
  return root;
}

function subscriptionOf(context: object, operation: object): object {
  const ofContext = subscriptions.get(context) ?? new WeakMap<object, object>();
  subscriptions.set(context, ofContext);
  const call = ofContext.get(operation) ?? {};
  ofContext.set(operation, call);
  return call;
}
