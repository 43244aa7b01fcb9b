import { Injectable } from '@nestjs/common';
import { HandlerFactory } from '../definitions/handler.factory.js';
import type { ContentCheck } from '../definitions/content.check.js';
import type { RegisteredTask } from '../definitions/task-definition.js';
import { InvalidRequestError, type FieldIssue } from '../model/errors.js';
import { bypassedPlaces } from './bypassed.steps.js';
import { contextInstance } from './context.instance.js';
import { DefinitionIndex } from './definition.index.js';
import { EngineSettings } from './engine.settings.js';
import type { IndexedTask } from './indexed.task.js';
import { validateRequest } from './request.validation.js';
import { UNKNOWN, wordsOf, type RequestWords } from './request.words.js';
import { PlannedSteps } from './step.list.js';
import { checkJson } from './stored.json.js';
import { customHash, identityHash, keyHash } from './task.identity.js';
import { taskGraph, type TaskGraph } from './task.graph.js';
import { TaskIds } from './task.ids.js';
import type { NamedTaskRequest } from './task-request.js';

/** What makes a task the same as another one. */
export interface TaskIdentity {
  readonly hash: string;
  /** How long it counts, in seconds; null as long as the task is stored. */
  readonly seconds: number | null;
  /** By the request's own key: then everything else must be the same too. */
  readonly byKey: boolean;
}

/** A task to create: its checked request, its definition and its graph. */
export interface PlannedTask extends CheckedRequest {
  /** JSON of the checked context, defaults applied. */
  readonly context: string;
  readonly priority: number;
  readonly graph: TaskGraph;
  /** Places of bypassed steps, counted from 1. */
  readonly bypass: readonly number[];
  readonly identity: TaskIdentity | null;
}

/** A request whose shape is right, and whose definition is known. */
export interface CheckedRequest {
  readonly taskId: string;
  readonly request: NamedTaskRequest;
  readonly indexed: IndexedTask;
  /** JSON of the context as it was asked for. */
  readonly asked: string;
  /** Prefix under which its fields are named. */
  readonly path: string;
  /** Whether the request named its initiator; else the default of the call stands there. */
  readonly namesInitiator: boolean;
}

/** Where requests come from. */
export interface RequestOrigin {
  /** Prefixes under which their fields are named. */
  readonly path: (place: number) => string;
  /** The task of the class that was given instead of a name: its version is meant, but nobody asked for it in words. */
  readonly task?: RegisteredTask | undefined;
  readonly defaultInitiator?: string | undefined;
}

/** Checks requests and works out what they would create; writes nothing of a task. */
@Injectable()
export class TaskPlanner {
  constructor(
    private readonly handlers: HandlerFactory,
    private readonly definitions: DefinitionIndex,
    private readonly settings: EngineSettings,
    private readonly ids: TaskIds,
  ) {}

  /**
   * Checks the shape of requests and finds their definitions.
   *
   * @throws InvalidRequestError naming every field of the first request that cannot be used
   */
  check(requests: readonly NamedTaskRequest[], origin: RequestOrigin): CheckedRequest[] {
    const ids = new Set<string>();
    return requests.map((request, place) => {
      const path = origin.path(place);
      try {
        const one = this.checked(request, path, origin);
        if (ids.has(one.taskId)) throw new InvalidRequestError([{ path: 'taskId', message: 'stands twice in this call' }]);
        ids.add(one.taskId);
        return one;
      } catch (error) {
        throw prefixed(error, path);
      }
    });
  }

  /**
   * Checks contexts, then works out graphs and identities. `aside`: the caller holds a connection of the engine's pool.
   *
   * @throws InvalidRequestError naming every field of the first request that cannot be used
   * @throws ConfigurationError when a hook leaves steps that cannot work, and whatever a hook throws
   */
  async plan(checked: readonly CheckedRequest[], aside = false): Promise<PlannedTask[]> {
    const contexts: string[] = [];
    // Awaited only where there is something to wait for: thousands of plain requests are planned in one go.
    for (const { asked, indexed, path } of checked) {
      const { checkContext } = indexed.task;
      contexts.push(checkContext === undefined ? asked : await named(path, () => this.checkedContext(asked, checkContext)));
    }
    const planned: PlannedTask[] = [];
    // Hooks run when every request is known to be right: they may do things that cannot be taken back.
    for (let place = 0; place < checked.length; place++) {
      const [one, context] = [checked[place]!, contexts[place]!];
      planned.push(this.isPlain(one) ? plain(one, context) : await named(one.path, () => this.chosen({ ...one, context }, aside)));
    }
    return planned;
  }

  private checked(given: NamedTaskRequest, path: string, { task, defaultInitiator }: RequestOrigin): CheckedRequest {
    const namesInitiator = given?.initiator !== undefined;
    const request = namesInitiator || defaultInitiator === undefined ? given : { ...given, initiator: defaultInitiator };
    const { context: asked } = validateRequest(request, this.settings.limits);
    const { name, namespace, version } = request;
    const looked = { ...(namespace === undefined ? {} : { namespace }), ...(version === undefined ? {} : { version }) };
    const indexed = this.definitions.of(task ?? this.handlers.get(name, looked));
    const { steps: most } = this.settings.limits;
    const steps = indexed.graph.steps.length;
    if (indexed.task.hooks.establishSteps === undefined && steps > most) throw tooManySteps(steps, most);
    const taskId = request.taskId?.toLowerCase() ?? this.ids.next();
    return { taskId, request, indexed, asked, path, namesInitiator };
  }

  /** The context with defaults applied. */
  private async checkedContext(json: string, check: ContentCheck): Promise<string> {
    const { value, issues } = await check(JSON.parse(json));
    if (issues.length > 0) {
      throw new InvalidRequestError(issues.map(({ path, message }): FieldIssue => ({ path: joined('context', path), message })));
    }
    const stored = checkJson(JSON.stringify(value), this.settings.limits.contextBytes);
    if ('json' in stored) return stored.json;
    throw new InvalidRequestError([{ path: 'context', message: `with defaults applied: ${stored.problem.message}` }]);
  }

  /** Nothing to ask anybody for: no hook, no identity, every step runs. */
  private isPlain({ request, indexed }: CheckedRequest): boolean {
    const { idempotencyKey, bypassSteps } = request;
    const noIdentity = idempotencyKey === undefined && this.settings.identity.strategy === 'none';
    return noIdentity && bypassSteps === undefined && indexed.task.hooks.establishSteps === undefined;
  }

  private planned(whole: WholeRequest, graph: TaskGraph, identity: TaskIdentity | null): PlannedTask {
    const bypass = bypassedPlaces(whole.request.bypassSteps ?? [], graph.steps);
    return { ...whole, priority: priorityOf(whole), graph, bypass, identity };
  }

  private async chosen(whole: WholeRequest, aside: boolean): Promise<PlannedTask> {
    const { graph, task } = whole.indexed;
    const own = task.hooks.establishSteps === undefined ? graph : await this.chosenGraph(whole, aside);
    return this.planned(whole, own, await this.identityOf(whole));
  }

  private async chosenGraph(whole: WholeRequest, aside: boolean): Promise<TaskGraph> {
    const { taskId, request, indexed, context } = whole;
    const { task } = indexed;
    const priority = priorityOf(whole);
    const { definition, contextType } = task;
    const words = wordsOf(request);
    const { namespace, name, version } = definition;
    const plain: unknown = JSON.parse(context);
    const steps = new PlannedSteps(task);
    await task.hooks.establishSteps!(
      {
        ...{ taskId, namespace, name, version, priority, ...words },
        context: contextType === undefined ? plain : contextInstance(contextType, plain),
      },
      steps,
    );
    const chosen = steps.checked(this.settings.limits.contextBytes);
    // Before the names are written: a refused request leaves nothing behind.
    const { steps: most } = this.settings.limits;
    if (chosen.length > most) throw tooManySteps(chosen.length, most);
    bypassedPlaces(words.bypassSteps, chosen);
    const systems = new Map(definition.steps.map((step) => [step.name, step.dependentSystem]));
    await this.definitions.choose(
      indexed,
      chosen.map(({ name, like, queue }) => ({ name, like, queue, dependentSystem: systems.get(like)! })),
      aside,
    );
    return taskGraph(chosen, indexed);
  }

  private async identityOf(whole: WholeRequest): Promise<TaskIdentity | null> {
    const { request, indexed, context } = whole;
    const { strategy, custom, windowSeconds } = this.settings.identity;
    const key = keyIdentity({ request, indexed });
    if (key !== null || strategy === 'none') return key;
    const { namespace, name, version } = indexed.task.definition;
    const asked = { namespace, name, version, ...wordsOf(request), context: JSON.parse(context) as Record<string, unknown> };
    if (strategy === 'hash') return { hash: identityHash({ ...asked, ...comparedWords(whole) }), seconds: windowSeconds, byKey: false };
    const identity = await custom!(asked);
    return identity === undefined ? null : { hash: customHash({ namespace, name }, identity), seconds: windowSeconds, byKey: false };
  }
}

/** A request with its context checked, defaults applied. */
type WholeRequest = CheckedRequest & { readonly context: string };

/** The words by which requests are compared: an initiator that the call filled in does not count. */
export function comparedWords({ request, namesInitiator }: Pick<CheckedRequest, 'request' | 'namesInitiator'>): RequestWords {
  return { ...wordsOf(request), ...(namesInitiator ? {} : { initiator: UNKNOWN }) };
}

/** The identity that a request's own key gives it. */
export function keyIdentity({ request, indexed }: Pick<CheckedRequest, 'request' | 'indexed'>): TaskIdentity | null {
  const { idempotencyKey } = request;
  return idempotencyKey === undefined ? null : { hash: keyHash(indexed.task.definition, idempotencyKey), seconds: null, byKey: true };
}

const NOTHING: readonly number[] = [];

/** A literal, not a spread: thousands of these are made in one call. */
function plain(one: CheckedRequest, context: string): PlannedTask {
  const { taskId, request, indexed, asked, path, namesInitiator } = one;
  return {
    taskId,
    request,
    indexed,
    asked,
    path,
    namesInitiator,
    context,
    priority: priorityOf(one),
    graph: indexed.graph,
    bypass: NOTHING,
    identity: null,
  };
}

function tooManySteps(steps: number, most: number): InvalidRequestError {
  return new InvalidRequestError([{ path: 'name', message: `${steps} steps, the limit is ${most}` }]);
}

function priorityOf({ request, indexed }: CheckedRequest): number {
  return request.priority ?? indexed.task.definition.priority ?? 0;
}

/** What `make` gives; its errors name the fields as those of one request of several. */
async function named<T>(path: string, make: () => Promise<T>): Promise<T> {
  try {
    return await make();
  } catch (error) {
    throw prefixed(error, path);
  }
}

/** The error with the fields named as those of one request of several. */
function prefixed(error: unknown, path: string): unknown {
  if (path === '' || !(error instanceof InvalidRequestError)) return error;
  return new InvalidRequestError(error.issues.map((issue) => ({ ...issue, path: joined(path, issue.path) })));
}

function joined(path: string, field: string): string {
  return path === '' ? field : field === '' ? path : `${path}.${field}`;
}
