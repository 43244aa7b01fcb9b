import { afterEach, describe, expect, it, vi } from 'vitest';
import { graphqlSettings } from './graphql.section.js';
import { Section } from './options.section.js';

const settings = (given: object = {}) => graphqlSettings(new Section('graphql', given));

describe('the options of GraphQL', () => {
  afterEach(() => vi.unstubAllEnvs());

  it('bound operations, and tell the schema unless it is production', () => {
    expect(settings()).toEqual({ maxDepth: 12, maxComplexity: 50_000, introspection: true, graphiql: false, origins: [] });
    vi.stubEnv('NODE_ENV', 'production');
    expect(settings()).toMatchObject({ introspection: false, graphiql: false });
    expect(settings({ introspection: true, graphiql: true })).toMatchObject({ introspection: true, graphiql: true });
  });

  it('let pages of further origins open sockets', () => {
    expect(settings({ origins: ['https://board.example', 'http://localhost:3000'] }).origins).toHaveLength(2);
    expect(settings({ origins: ['*'] }).origins).toEqual(['*']);
  });

  it.each([
    { maxDepth: 0 },
    { maxDepth: 101 },
    { maxComplexity: 99 },
    { maxComplexity: 'much' },
    { introspection: 'yes' },
    { graphiql: 1 },
    { origins: 'https://board.example' },
    { origins: ['board.example'] },
    { origins: ['https://board.example/'] },
    { origins: [null] },
  ])('are refused: %j', (given) => {
    expect(() => settings(given)).toThrow(`graphql.${Object.keys(given)[0]}`);
  });
});
