import { ask } from './graphql.client.js';
import type { HostApplication } from './host.application.js';

/** A task, whichever way it was asked for. */
export interface SeenTask {
  readonly taskId: string;
  readonly fullName: string;
  readonly status: string;
  readonly tags: readonly string[];
  readonly reason: string;
  readonly initiator: string;
  readonly context: unknown;
  readonly steps: readonly { name: string; status: string; attempts: number; retryLimit: number; inputs: unknown; results: unknown }[];
}

/** A kind of refusal: status codes of REST and codes of GraphQL mean the same. */
export type Refusal = 'unusable' | 'incomplete' | 'absent' | 'conflict' | 'unauthenticated' | 'forbidden';

/** What came back: a value, or a refusal with the fields at fault. */
export type Reply<T> = { readonly value: T } | { readonly refused: Refusal; readonly fields: readonly string[] };

/** Who calls; undefined: nobody. */
export type CallerName = string | undefined;

/** An action on a task, or on one of its steps, with what it is told. */
export interface Action {
  readonly action: string;
  readonly taskId: string;
  readonly step?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

/** The operations that both transports have, spoken in words of the engine. */
export interface Transport {
  create(caller: CallerName, request: Readonly<Record<string, unknown>>): Promise<Reply<SeenTask>>;
  get(caller: CallerName, taskId: string): Promise<Reply<SeenTask | null>>;
  list(caller: CallerName, query: Readonly<Record<string, unknown>>): Promise<Reply<{ ids: string[]; next: string | null; total: number }>>;
  act(caller: CallerName, action: Action): Promise<Reply<SeenTask>>;
  history(caller: CallerName, taskId: string): Promise<Reply<{ step: string | null; to: string; actor: string | null }[]>>;
  explain(caller: CallerName, taskId: string): Promise<Reply<{ message: string; status: string }>>;
  annotate(caller: CallerName, taskId: string, note: { type: string; annotation: unknown }): Promise<Reply<unknown>>;
  notes(caller: CallerName, taskId: string): Promise<Reply<{ type: string; annotation: unknown }[]>>;
}

const STATUSES: Readonly<Record<number, Refusal>> = {
  400: 'unusable',
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'absent',
  409: 'conflict',
  422: 'incomplete',
};
const CODES: Readonly<Record<string, Refusal>> = {
  ...{ BAD_USER_INPUT: 'unusable', INVALID: 'unusable', INCOMPLETE: 'incomplete' },
  ...{ UNAUTHENTICATED: 'unauthenticated', FORBIDDEN: 'forbidden', NOT_FOUND: 'absent', CONFLICT: 'conflict', DUPLICATE: 'conflict' },
};

const snake = (key: string): string => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const camel = (key: string): string => key.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
const renamed = (fields: Readonly<Record<string, unknown>>, name: (key: string) => string): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).map(([key, value]) => [name(key), value]));
const bearer = (caller: CallerName): Record<string, string> => (caller === undefined ? {} : { authorization: `Bearer ${caller}` });

/** Over REST. */
export function restTransport(host: HostApplication): Transport {
  const send = async <T>(
    caller: CallerName,
    [method, path, body]: readonly ['get' | 'post' | 'patch', string, object?],
    see: (body: any) => T,
  ): Promise<Reply<T>> => {
    const request = host.http[method](`/tasker${path}`).set(bearer(caller));
    const { status, body: answer } = await (body === undefined ? request : request.send(body));
    if (status < 300) return { value: see(answer) };
    const refused = STATUSES[status];
    if (refused === undefined) throw new Error(`${method} ${path} was answered with ${status}`);
    return { refused, fields: (answer.details as { path: string }[]).map(({ path: field }) => camel(field)) };
  };
  const taskOf = ({ task }: any): SeenTask => ({
    ...{ taskId: task.task_id, fullName: task.full_name, status: task.status, tags: task.tags, reason: task.reason },
    ...{ initiator: task.initiator, context: task.context },
    steps: task.workflow_steps.map((step: any) => ({
      ...{ name: step.name, status: step.status, attempts: step.attempts, retryLimit: step.retry_limit, inputs: step.inputs },
      results: step.results,
    })),
  });
  const again = async (caller: CallerName, reply: Reply<unknown>, taskId: string): Promise<Reply<SeenTask>> =>
    'refused' in reply ? reply : await send(caller, ['get', `/tasks/${taskId}`], taskOf);
  return {
    create: (caller, request) => send(caller, ['post', '/tasks', renamed(request, snake)], taskOf),
    get: (caller, taskId) => send(caller, ['get', `/tasks/${taskId}`], taskOf),
    list: (caller, query) => {
      const given = { ...renamed(query, snake), total: 'true' } as Record<string, string>;
      const { state, tags, ...rest } = given as Record<string, any>;
      const named = { ...rest, ...(state && { status: state }) };
      const search = new URLSearchParams([...Object.entries(named), ...((tags ?? []) as string[]).map((tag) => ['tag', tag])] as [
        string,
        string,
      ][]);
      const see = (body: any) => ({ ids: body.tasks.map((task: any) => task.task_id), next: body.next_cursor, total: body.total });
      return send(caller, ['get', `/tasks?${search.toString()}`], see);
    },
    act: async (caller, { action, taskId, step, with: told = {} }) => {
      const path = step === undefined ? `/tasks/${taskId}` : `/tasks/${taskId}/workflow_steps/${step}`;
      const body = renamed(told, snake);
      const reply =
        action === 'update'
          ? await send(caller, ['patch', path, body], (answer) => answer as unknown)
          : await send(caller, ['post', `${path}/${action}`, body], (answer) => answer as unknown);
      return again(caller, reply, taskId);
    },
    history: (caller, taskId) =>
      send(caller, ['get', `/tasks/${taskId}/transitions`], ({ transitions }) =>
        transitions.map((move: any) => ({ step: move.step_name, to: move.to_status, actor: move.actor })),
      ),
    explain: (caller, taskId) =>
      send(caller, ['get', `/tasks/${taskId}/explain`], ({ explanation: { message, status } }) => ({ message, status })),
    annotate: (caller, taskId, note) => send(caller, ['post', `/tasks/${taskId}/annotations`, note], () => null),
    notes: (caller, taskId) =>
      send(caller, ['get', `/tasks/${taskId}/annotations`], (body) =>
        body.task_annotations.map((note: any) => ({ type: note.annotation_type_name, annotation: note.annotation })),
      ),
  };
}

const TASK = 'taskId fullName status tags reason initiator context steps { name status attempts retryLimit inputs results }';
const ERRORS = 'errors { code path message }';
const INPUTS: Readonly<Record<string, string>> = {
  createTask: 'TaskerCreateTaskInput',
  retryTask: 'TaskerRetryTaskInput',
  retryStep: 'TaskerRetryStepInput',
  updateTask: 'TaskerUpdateTaskInput',
  updateStep: 'TaskerUpdateStepInput',
  completeStep: 'TaskerCompleteStepInput',
  annotateTask: 'TaskerAnnotateTaskInput',
};

/** Over GraphQL. */
export function graphqlTransport(host: HostApplication): Transport {
  const send = async <T>(caller: CallerName, [query, variables]: readonly [string, object], see: (data: any) => T): Promise<Reply<T>> => {
    const { data, errors } = await ask(host, query, { variables: variables as Record<string, unknown>, headers: bearer(caller) });
    if (errors === undefined) return { value: see(data) };
    const refused = CODES[errors[0]!.extensions['code']];
    if (refused === undefined) throw new Error(`${query} was answered with ${JSON.stringify(errors)}`);
    const details = errors.flatMap(({ extensions }) => (extensions['details'] ?? []) as { path: string }[]);
    return { refused, fields: details.map(({ path }) => path) };
  };
  const mutate = async (caller: CallerName, field: string, input: object): Promise<Reply<any>> => {
    const type = INPUTS[field] ?? (field.endsWith('Task') ? 'TaskerTaskActionInput' : 'TaskerStepActionInput');
    const below = field === 'annotateTask' ? '' : field.endsWith('Task') ? `task { ${TASK} }` : `task { ${TASK} }`;
    const query = `mutation ($input: ${type}!) { ${field}(input: $input) { ${below} ${ERRORS} } }`;
    const reply = await send(caller, [query, { input }], (data) => data[field]);
    if ('refused' in reply) return reply;
    const { errors, ...value } = reply.value;
    if (errors.length === 0) return { value: value.task ?? null };
    const refused = CODES[errors[0].code];
    if (refused === undefined) throw new Error(`${field} was answered with ${JSON.stringify(errors)}`);
    return { refused, fields: errors.map(({ path }: { path: string }) => path).filter((path: string) => path !== '') };
  };
  const ofTask = <T>(caller: CallerName, taskId: string, fields: string, see: (task: any) => T): Promise<Reply<T>> =>
    send(caller, [`query ($id: ID!) { task(taskId: $id) { ${fields} } }`, { id: taskId }], ({ task }) => task).then((reply) => {
      if ('refused' in reply) return reply;
      return reply.value === null ? { refused: 'absent', fields: [] } : { value: see(reply.value) };
    });
  return {
    create: (caller, request) => mutate(caller, 'createTask', request),
    get: (caller, taskId) => ofTask(caller, taskId, TASK, (task) => task),
    list: (caller, { limit, cursor, sortOrder, ...filter }) => {
      const { state, ...rest } = filter as Record<string, unknown>;
      const variables = {
        first: limit,
        after: cursor,
        order: sortOrder,
        filter: { ...rest, ...(state === undefined ? {} : { status: state }) },
      };
      const query = `query ($first: Int, $after: String, $order: TaskerSortOrder, $filter: TaskerTaskFilter) {
        tasks(first: $first, after: $after, sortOrder: $order, filter: $filter) { totalCount nodes { taskId } pageInfo { hasNextPage endCursor } }
      }`;
      return send(caller, [query, variables], ({ tasks: { nodes, totalCount, pageInfo } }) => ({
        ids: nodes.map((task: any) => task.taskId),
        next: pageInfo.hasNextPage ? pageInfo.endCursor : null,
        total: totalCount,
      }));
    },
    act: (caller, { action, taskId, step, with: told = {} }) =>
      mutate(caller, `${action}${step === undefined ? 'Task' : 'Step'}`, {
        taskId,
        ...(step === undefined ? {} : { stepId: step }),
        ...told,
      }),
    history: (caller, taskId) =>
      ofTask(caller, taskId, 'transitions { nodes { step toStatus actor } }', ({ transitions }) =>
        transitions.nodes.map((move: any) => ({ step: move.step, to: move.toStatus, actor: move.actor })),
      ),
    explain: (caller, taskId) => ofTask(caller, taskId, 'explanation { message status }', ({ explanation }) => explanation),
    annotate: (caller, taskId, note) => mutate(caller, 'annotateTask', { taskId, ...note }),
    notes: (caller, taskId) => ofTask(caller, taskId, 'annotations { type annotation }', ({ annotations }) => annotations),
  };
}
