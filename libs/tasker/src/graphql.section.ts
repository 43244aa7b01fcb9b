import { ConfigurationError } from './model/errors.js';
import type { GraphqlSettings } from './api/graphql/graphql.settings.js';
import type { Section } from './options.section.js';

/** The checked `graphql` options. */
export function graphqlSettings(section: Section): GraphqlSettings {
  return {
    maxDepth: section.integer('maxDepth', { default: 12, min: 1, max: 100 }),
    maxComplexity: section.integer('maxComplexity', { default: 50_000, min: 100, max: 10_000_000 }),
    introspection: section.flag('introspection', process.env.NODE_ENV !== 'production'),
    graphiql: section.flag('graphiql', false),
    origins: origins(section.get('origins') ?? []),
  };
}

function origins(given: unknown): readonly string[] {
  if (Array.isArray(given) && given.every(isOrigin)) return given;
  throw new ConfigurationError("graphql.origins: must be a list of origins such as 'https://board.example', or '*' for every one");
}

function isOrigin(given: unknown): given is string {
  return given === '*' || (typeof given === 'string' && URL.canParse(given) && new URL(given).origin === given);
}
