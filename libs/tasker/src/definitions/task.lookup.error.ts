import { InvalidRequestError } from '../model/errors.js';
import { suggestion } from '../model/near-names.js';
import { versionKind, type TaskVersions } from './task.versions.js';

/** What a task is looked up by. */
export interface TaskLookup {
  readonly name: string;
  /** Default `default`. */
  readonly namespace?: string | undefined;
  /** A version, a range such as `^1.2.0`, `1.x` or `>=1 <3`, or `latest`. Default `latest`: the highest that is not a pre-release. */
  readonly version?: string | undefined;
}

/** What a lookup that failed is explained from. */
export interface KnownNames {
  namespaces(): string[];
  /** Names of a namespace. */
  names(namespace: string): string[];
}

/** The error for a name that a namespace does not have. */
export function unknownTask({ namespace, name }: Required<Omit<TaskLookup, 'version'>>, known: KnownNames): InvalidRequestError {
  const namespaces = known.namespaces();
  const elsewhere = namespaces.filter((other) => known.names(other).includes(name)).map((other) => `'${other}'`);
  if (elsewhere.length > 0) {
    return refused('namespace', `no task '${name}' in namespace '${namespace}'; it is registered in ${elsewhere.join(', ')}`);
  }
  if (!namespaces.includes(String(namespace))) {
    return refused('namespace', `no namespace '${namespace}'${nearOrAll(String(namespace), namespaces)}`);
  }
  return refused('name', `no task '${name}' in namespace '${namespace}'${nearOrAll(String(name), known.names(String(namespace)))}`);
}

/** The error for a version that a task does not have. */
export function unknownVersion({ namespace, name, version }: TaskLookup, versions: TaskVersions): InvalidRequestError {
  const list = shortList(versions.all().map(({ definition }) => definition.version));
  const place = `task '${name}' of namespace '${namespace}'`;
  switch (versionKind(version)) {
    case 'latest':
      return refused('version', `${place} has pre-releases only, which must be asked for: ${list}`);
    case 'version':
      return refused('version', `${place} has no version '${version}'; registered: ${list}`);
    case 'range':
      return refused('version', `${place} has no version in the range '${version}'; registered: ${list}`);
    case 'neither':
      return refused('version', `'${version}' is neither a version (1.2.3), a range (^1.2.0, 1.x) nor 'latest'; ${place} has: ${list}`);
  }
}

const MOST_SHOWN = 10;

function nearOrAll(word: string, names: readonly string[]): string {
  const near = suggestion(word, names);
  if (near !== '') return near;
  return names.length === 0 ? '; it has no task' : `; registered: ${shortList(names)}`;
}

function shortList(names: readonly string[]): string {
  const rest = names.length - MOST_SHOWN;
  return names.slice(0, MOST_SHOWN).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}

function refused(path: string, message: string): InvalidRequestError {
  return new InvalidRequestError([{ path, message }]);
}
