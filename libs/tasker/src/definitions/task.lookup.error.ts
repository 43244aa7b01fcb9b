import { InvalidRequestError } from '../model/errors.js';
import { suggestion } from './near-names.js';
import type { TaskVersions } from './task.versions.js';

/** What a task was looked up by. */
export interface TaskLookup {
  readonly name: string;
  readonly namespace?: string | undefined;
  readonly version?: string | undefined;
}

type Registered = ReadonlyMap<string, ReadonlyMap<string, TaskVersions>>;

/** The error for a name that a namespace does not have. */
export function unknownTask({ namespace, name }: Required<Omit<TaskLookup, 'version'>>, registered: Registered): InvalidRequestError {
  const elsewhere = [...registered].filter(([, tasks]) => tasks.has(name)).map(([other]) => `'${other}'`);
  if (elsewhere.length > 0) {
    return refused('namespace', `no task '${name}' in namespace '${namespace}'; it is registered in ${elsewhere.join(', ')}`);
  }
  const tasks = registered.get(namespace);
  if (tasks === undefined) {
    return refused('namespace', `no namespace '${namespace}'${suggestion(namespace, registered.keys()) || known(registered.keys())}`);
  }
  return refused('name', `no task '${name}' in namespace '${namespace}'${suggestion(name, tasks.keys()) || known(tasks.keys())}`);
}

/** The error for a version that a task does not have; without a version, for a task that has pre-releases only. */
export function unknownVersion({ namespace, name, version }: TaskLookup, versions: TaskVersions): InvalidRequestError {
  const list = versions.all().map(({ definition }) => definition.version);
  const place = `task '${name}' of namespace '${namespace}'`;
  if (version === undefined) return refused('version', `${place} has pre-releases only, which must be asked for: ${shortList(list)}`);
  return refused('version', `${place} has no version '${version}'; registered: ${shortList(list)}`);
}

const MOST_SHOWN = 10;

function known(names: Iterable<string>): string {
  const list = [...names].sort();
  return list.length === 0 ? '; no task is registered' : `; registered: ${shortList(list)}`;
}

function shortList(names: readonly string[]): string {
  const rest = names.length - MOST_SHOWN;
  return names.slice(0, MOST_SHOWN).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}

function refused(path: string, message: string): InvalidRequestError {
  return new InvalidRequestError([{ path, message }]);
}
