/** Where definitions are looked for and what they may read. */
export abstract class DefinitionSettings {
  /** Absolute path of the directory whose files are definitions, and which relative `yaml` names are looked up in. */
  abstract readonly directory: string;
  /** False: a missing directory is the same as an empty one. */
  abstract readonly directoryRequired: boolean;
  /** Which `environments` entry of a file applies. */
  abstract readonly environment: string;
  /** Names that `environments` may have without a warning. */
  abstract readonly environments: readonly string[];
  /** Environment variables that `${NAME}` placeholders may name. */
  abstract readonly variables: Readonly<Record<string, string | undefined>>;
  /** Put before the names of handlers in files that name no `module_namespace`. */
  abstract readonly moduleNamespace: string | undefined;
}
