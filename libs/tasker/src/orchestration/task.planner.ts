import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { HandlerFactory } from '../definitions/handler.factory.js';
import type { ContentCheck } from '../definitions/content.check.js';
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
    const checked: CheckedRequest[] = [];
    const ids = new Set<string>();
    for (const [place, request] of requests.entries()) {
      try {
        const one = this.checked(request);
        if (ids.has(one.taskId)) throw new InvalidRequestError([{ path: 'taskId', message: 'stands twice in this call' }]);
        ids.add(one.taskId);
        const { checkContext } = one.indexed.task;
        checked.push(checkContext === undefined ? one : { ...one, context: await this.checkedContext(one.context, checkContext) });
      } catch (error) {
        throw prefixed(error, paths(place));
      }
    }
    const planned: PlannedTask[] = [];
    // Hooks run when every request is known to be right: they may do things that cannot be taken back.
    for (const [place, one] of checked.entries()) {
      try {
        // Awaited only where there is something to wait for: thousands of plain requests are planned in one go.
        const graph = one.indexed.task.hooks.establishSteps === undefined ? one.indexed.graph : await this.chosenGraph(one);
        const identity = this.hasIdentity(one.request) ? await this.identityOf(one) : null;
        planned.push(this.planned(one, graph, identity));
      } catch (error) {
        throw prefixed(error, paths(place));
      }
    }
    return planned;
  }

  private checked(request: NamedTaskRequest): CheckedRequest {
    const { context } = validateRequest(request, this.settings.limits);
    const { name, namespace, version } = request;
    const asked = { ...(namespace === undefined ? {} : { namespace }), ...(version === undefined ? {} : { version }) };
    const indexed = this.definitions.of(this.handlers.get(name, asked));
    return { taskId: request.taskId?.toLowerCase() ?? uuidv7(), request, indexed, context };
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

  private planned(checked: CheckedRequest, graph: TaskGraph, identity: TaskIdentity | null): PlannedTask {
    const { steps: most } = this.settings.limits;
    if (graph.steps.length > most) {
      throw new InvalidRequestError([{ path: 'name', message: `${graph.steps.length} steps, the limit is ${most}` }]);
    }
    const bypass = bypassedPlaces(checked.request.bypassSteps ?? [], graph.steps);
    return { ...checked, priority: priorityOf(checked), graph, bypass, identity };
  }

  private async chosenGraph(checked: CheckedRequest): Promise<TaskGraph> {
    const { taskId, request, indexed, context } = checked;
    const { task } = indexed;
    const priority = priorityOf(checked);
    const { definition, contextType } = task;
    const { initiator = 'unknown', sourceSystem = 'unknown', reason = 'unknown', tags = [], bypassSteps = [] } = request;
    const { namespace, name, version } = definition;
    const plain: unknown = JSON.parse(context);
    const steps = new PlannedSteps(task);
    await task.hooks.establishSteps!(
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

  private hasIdentity({ idempotencyKey }: NamedTaskRequest): boolean {
    return idempotencyKey !== undefined || this.settings.identity.strategy !== 'none';
  }

  private async identityOf({ request, indexed, context }: CheckedRequest): Promise<TaskIdentity | null> {
    const { strategy, custom, windowSeconds } = this.settings.identity;
    const { namespace, name, version } = indexed.task.definition;
    const { idempotencyKey, initiator = 'unknown', sourceSystem = 'unknown', reason = 'unknown', tags = [], bypassSteps = [] } = request;
    if (idempotencyKey !== undefined) return { hash: keyHash({ namespace, name }, idempotencyKey), seconds: null, byKey: true };
    const parts = { namespace, name, version, initiator, sourceSystem, reason, tags, bypassSteps };
    const asked = { ...parts, context: JSON.parse(context) as Record<string, unknown> };
    if (strategy === 'hash') return { hash: identityHash(asked), seconds: windowSeconds, byKey: false };
    const identity = await custom!(asked);
    return identity === undefined ? null : { hash: customHash({ namespace, name }, identity), seconds: windowSeconds, byKey: false };
  }
}

function priorityOf({ request, indexed }: CheckedRequest): number {
  return request.priority ?? indexed.task.definition.priority ?? 0;
}

/** The error with the fields named as those of one request of several. */
function prefixed(error: unknown, path: string): unknown {
  if (path === '' || !(error instanceof InvalidRequestError)) return error;
  return new InvalidRequestError(error.issues.map((issue) => ({ ...issue, path: joined(path, issue.path) })));
}

function joined(path: string, field: string): string {
  return path === '' ? field : field === '' ? path : `${path}.${field}`;
}
