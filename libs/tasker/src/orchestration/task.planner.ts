import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { HandlerFactory } from '../definitions/handler.factory.js';
import type { RegisteredTask } from '../definitions/task-definition.js';
import { InvalidRequestError, type FieldIssue } from '../model/errors.js';
import { bypassedPlaces } from './bypassed.steps.js';
import { contextInstance } from './context.instance.js';
import { DefinitionIndex, type IndexedTask } from './definition.index.js';
import { EngineSettings } from './engine.settings.js';
import { validateRequest } from './request.validation.js';
import { PlannedSteps } from './step.list.js';
import { checkJson } from './stored.json.js';
import { customHash, identityHash, keyHash } from './task.identity.js';
import { taskGraph, type TaskGraph } from './task.graph.js';
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
export interface PlannedTask {
  readonly taskId: string;
  readonly request: NamedTaskRequest;
  readonly indexed: IndexedTask;
  /** JSON of the checked context, defaults applied. */
  readonly context: string;
  readonly priority: number;
  readonly graph: TaskGraph;
  /** Places of bypassed steps, counted from 1. */
  readonly bypass: readonly number[];
  readonly identity: TaskIdentity | null;
}

/** A request whose shape and context are right. */
interface CheckedRequest {
  readonly taskId: string;
  readonly request: NamedTaskRequest;
  readonly indexed: IndexedTask;
  readonly context: string;
}

/** Checks requests and works out what they would create; writes nothing of a task. */
@Injectable()
export class TaskPlanner {
  constructor(
    private readonly handlers: HandlerFactory,
    private readonly definitions: DefinitionIndex,
    private readonly settings: EngineSettings,
  ) {}

  /**
   * Checks requests; `paths` are the prefixes under which their fields are named.
   *
   * @throws InvalidRequestError naming every field of the first request that cannot be used
   * @throws ConfigurationError when a hook leaves steps that cannot work, and whatever a hook throws
   */
  async plan(requests: readonly NamedTaskRequest[], paths: (place: number) => string): Promise<PlannedTask[]> {
    const ids = new Set<string>();
    const checked: CheckedRequest[] = [];
    for (const [place, request] of requests.entries()) {
      const path = paths(place);
      const one = await prefixed(path, () => this.checked(request));
      if (ids.has(one.taskId)) throw new InvalidRequestError([{ path: joined(path, 'taskId'), message: 'stands twice in this call' }]);
      ids.add(one.taskId);
      checked.push(one);
    }
    const planned: PlannedTask[] = [];
    // Hooks run when every request is known to be right: they may do things that cannot be taken back.
    for (const [place, one] of checked.entries()) planned.push(await prefixed(paths(place), () => this.planned(one)));
    return planned;
  }

  private async checked(request: NamedTaskRequest): Promise<CheckedRequest> {
    const { context } = validateRequest(request, this.settings.limits);
    const { name, namespace, version } = request;
    const asked = { ...(namespace === undefined ? {} : { namespace }), ...(version === undefined ? {} : { version }) };
    const indexed = this.definitions.of(this.handlers.get(name, asked));
    const taskId = request.taskId?.toLowerCase() ?? uuidv7();
    return { taskId, request, indexed, context: await this.checkedContext(context, indexed.task) };
  }

  /** The context with defaults applied. */
  private async checkedContext(json: string, { checkContext }: RegisteredTask): Promise<string> {
    if (checkContext === undefined) return json;
    const { value, issues } = await checkContext(JSON.parse(json));
    if (issues.length > 0) {
      throw new InvalidRequestError(issues.map(({ path, message }): FieldIssue => ({ path: joined('context', path), message })));
    }
    const stored = checkJson(JSON.stringify(value), this.settings.limits.contextBytes);
    if ('json' in stored) return stored.json;
    throw new InvalidRequestError([{ path: 'context', message: `with defaults applied: ${stored.problem.message}` }]);
  }

  private async planned(checked: CheckedRequest): Promise<PlannedTask> {
    const { taskId, request, indexed, context } = checked;
    const priority = request.priority ?? indexed.task.definition.priority ?? 0;
    const graph = await this.graphOf(checked, priority);
    const { steps: most } = this.settings.limits;
    if (graph.steps.length > most) {
      throw new InvalidRequestError([{ path: 'name', message: `${graph.steps.length} steps, the limit is ${most}` }]);
    }
    const bypass = bypassedPlaces(request.bypassSteps ?? [], graph.steps);
    return { taskId, request, indexed, context, priority, graph, bypass, identity: await this.identityOf(checked) };
  }

  private async graphOf({ taskId, request, indexed, context }: CheckedRequest, priority: number): Promise<TaskGraph> {
    const { task } = indexed;
    const { establishSteps } = task.hooks;
    if (establishSteps === undefined) return indexed.graph;
    const { definition, contextType } = task;
    const { initiator = 'unknown', sourceSystem = 'unknown', reason = 'unknown', tags = [], bypassSteps = [] } = request;
    const { namespace, name, version } = definition;
    const plain: unknown = JSON.parse(context);
    const steps = new PlannedSteps(task);
    await establishSteps(
      {
        ...{ taskId, namespace, name, version, initiator, sourceSystem, reason, tags, priority, bypassSteps },
        context: contextType === undefined ? plain : contextInstance(contextType, plain),
      },
      steps,
    );
    const chosen = steps.checked(this.settings.limits.contextBytes);
    const systems = new Map(definition.steps.map((step) => [step.name, step.dependentSystem]));
    await this.definitions.choose(
      indexed,
      chosen.map(({ name, like, queue }) => ({ name, like, queue, dependentSystem: systems.get(like)! })),
    );
    return taskGraph(chosen, indexed);
  }

  private async identityOf({ request, indexed, context }: CheckedRequest): Promise<TaskIdentity | null> {
    const { strategy, custom, windowSeconds } = this.settings.identity;
    const { namespace, name, version } = indexed.task.definition;
    const { idempotencyKey, initiator = 'unknown', sourceSystem = 'unknown', reason = 'unknown', tags = [], bypassSteps = [] } = request;
    if (idempotencyKey !== undefined) return { hash: keyHash({ namespace, name }, idempotencyKey), seconds: null, byKey: true };
    if (strategy === 'none') return null;
    const parts = { namespace, name, version, initiator, sourceSystem, reason, tags, bypassSteps };
    const asked = { ...parts, context: JSON.parse(context) as Record<string, unknown> };
    if (strategy === 'hash') return { hash: identityHash(asked), seconds: windowSeconds, byKey: false };
    const identity = await custom!(asked);
    return identity === undefined ? null : { hash: customHash({ namespace, name }, identity), seconds: windowSeconds, byKey: false };
  }
}

/** Names the fields of one request of several. */
async function prefixed<T>(path: string, check: () => Promise<T>): Promise<T> {
  try {
    return await check();
  } catch (error) {
    if (path === '' || !(error instanceof InvalidRequestError)) throw error;
    throw new InvalidRequestError(error.issues.map((issue) => ({ ...issue, path: joined(path, issue.path) })));
  }
}

function joined(path: string, field: string): string {
  return path === '' ? field : field === '' ? path : `${path}.${field}`;
}
