import type { ChangedTask, ChangedTaskFacts, CommittedChange, FailedStepFact, StepChange, TaskChange } from './committed.change.js';
import type { ParameterFilter } from './parameter.filter.js';
import type { ContentFilter } from './secret.filter.js';

type StoredError = Readonly<Record<string, unknown>>;

/**
 * The change without what must not be shown: values under sensitive keys of context, inputs, results and error context, and these values
 * wherever messages, stacks and reasons repeat them. Ids, names, numbers and moments stay as they are. What no event reads is not looked
 * at: contexts may be large. Content is a copy, another one each time it is read.
 */
export function maskedChange(change: CommittedChange, filter: ParameterFilter): CommittedChange {
  if (change.kind === 'task') return maskedTaskChange(change, filter.textFilter(change.task.context));
  return maskedStepChange(change, filter.textFilter([change.task.context, change.inputs, change.results]));
}

function maskedTaskChange(change: TaskChange, shown: ContentFilter): TaskChange {
  const task = maskedTask(change.task, shown);
  return {
    ...change,
    task,
    get actor() {
      return textOf(shown, change.actor);
    },
    get reason() {
      return textOf(shown, change.reason);
    },
  };
}

function maskedStepChange(change: StepChange, shown: ContentFilter): StepChange {
  const task = maskedTask(change.task, shown);
  const inputs = copies(shown, change.inputs);
  const results = copies(shown, change.results);
  const error = once(() => (change.error === null ? null : maskedError(shown, change.error)));
  return {
    ...change,
    task,
    get actor() {
      return textOf(shown, change.actor);
    },
    get reason() {
      return textOf(shown, change.reason);
    },
    get inputs() {
      return inputs();
    },
    get results() {
      return results();
    },
    get error() {
      return copyOf(error()) as StoredError | null;
    },
  };
}

function maskedTask(task: ChangedTask, shown: ContentFilter): ChangedTask {
  const context = copies(shown, task.context);
  const facts = task.facts === undefined ? undefined : maskedFacts(task.facts, shown);
  return {
    ...task,
    facts,
    get context() {
      return context();
    },
  };
}

function maskedFacts(facts: ChangedTaskFacts, shown: ContentFilter): ChangedTaskFacts {
  const failed = once(() => {
    return facts.failedSteps.map((step): FailedStepFact => {
      return { ...step, error: step.error === null ? null : maskedError(shown, step.error) };
    });
  });
  return {
    ...facts,
    get initiator() {
      return shown.text(facts.initiator);
    },
    get sourceSystem() {
      return shown.text(facts.sourceSystem);
    },
    get reason() {
      return shown.text(facts.reason);
    },
    get tags() {
      return facts.tags.map((tag) => shown.text(tag));
    },
    get failedSteps() {
      return copyOf(failed()) as FailedStepFact[];
    },
  };
}

function textOf(shown: ContentFilter, given: string | null): string | null {
  return given === null ? null : shown.text(given);
}

/** Only what a handler has put there: the marks of the engine beside it have names that a filter could mean. */
function maskedError(shown: ContentFilter, error: StoredError): StoredError {
  const { message, errorCode, backtrace, context } = error;
  return {
    ...error,
    message: typeof message === 'string' ? shown.text(message) : message,
    ...(typeof errorCode === 'string' ? { errorCode: shown.text(errorCode) } : {}),
    ...(Array.isArray(backtrace) ? { backtrace: backtrace.map((line) => shown.text(String(line))) } : {}),
    ...(context === undefined ? {} : { context: shown.content(context) }),
  };
}

/** The handler holds the original, and a listener may change what it is given. */
function copies(shown: ContentFilter, value: unknown): () => unknown {
  const masked = once(() => (value === undefined ? undefined : shown.content(value)));
  return () => copyOf(masked());
}

/** What is made when it is first asked for. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** Of JSON content. */
function copyOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(copyOf);
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value)) copy[key] = copyOf((value as Record<string, unknown>)[key]);
  return copy;
}
