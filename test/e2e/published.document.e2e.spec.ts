import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { apiControllers } from '../support/api.controllers.js';
import { routesOf } from '../../libs/tasker/src/api/rest/openapi/documented.routes.js';
import { buildOpenApi } from '../../libs/tasker/src/api/rest/openapi/open-api.builder.js';
import { PUBLISHED_TERMS } from '../../libs/tasker/src/api/rest/openapi/published.terms.js';

const fileAt = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

describe('what `npm run docs:openapi` writes', () => {
  it('is in docs/openapi.json as the routes are', async () => {
    const document = buildOpenApi(routesOf(await apiControllers()), PUBLISHED_TERMS);
    expect(JSON.parse(fileAt('docs/openapi.json'))).toEqual(JSON.parse(JSON.stringify(document)));
  });

  it('is in the types of the client of the tests, which name the document that they were made of', () => {
    const hash = createHash('sha256').update(fileAt('docs/openapi.json')).digest('hex');
    expect(fileAt('test/support/tasker.api.ts').split('\n')[0]).toContain(`sha256 ${hash}`);
  });
});
