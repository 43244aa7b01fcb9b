import { resolve } from 'node:path';
import type { DefinitionSettings } from './definitions/definition.settings.js';
import { ConfigurationError } from './model/errors.js';
import type { Section } from './options.section.js';

const DEFAULT_DIRECTORY = 'config/tasker/tasks';
const ENVIRONMENTS = ['development', 'test', 'staging', 'production'];

/** The checked `definitions` options. */
export function definitionSettings(section: Section): DefinitionSettings {
  const nodeEnvironment = process.env['NODE_ENV'];
  const byDefault = nodeEnvironment === undefined || nodeEnvironment === '' ? 'development' : nodeEnvironment;
  const environment = section.text('environment') ?? byDefault;
  if (environment === '') throw new ConfigurationError('definitions.environment: must not be empty');
  return {
    directory: resolve(section.text('directory') ?? DEFAULT_DIRECTORY),
    directoryRequired: section.has('directory'),
    environment,
    environments: [...ENVIRONMENTS, ...(section.has('environments') ? section.names('environments', []) : [])],
    variables: process.env,
    moduleNamespace: section.text('defaultModuleNamespace'),
  };
}
