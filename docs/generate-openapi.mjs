// Writes docs/openapi.json from the routes of the built package, and the types of the typed client that the tests use from that. Run by
// `npm run docs:openapi`. Nothing is instantiated, so that no database is asked for.
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { Module } from '@nestjs/common';
import { ModulesContainer, NestFactory } from '@nestjs/core';
import { TaskerModule } from 'nestjs-tasker';
import openapiTS, { astToString } from 'openapi-typescript';

const built = (name) => import(new URL(`../dist/libs/tasker/src/api/rest/openapi/${name}.js`, import.meta.url).href);
const [{ routesOf }, { buildOpenApi }, { taskerControllers }, { PUBLISHED_TERMS }] = await Promise.all(
  ['documented.routes', 'open-api.builder', 'open-api.document', 'published.terms'].map(built),
);

class Application {}
Module({
  imports: [TaskerModule.forRoot({ database: { url: 'postgres://nobody@127.0.0.1/none' }, auth: 'none', api: { docs: true } })],
})(Application);
const context = await NestFactory.createApplicationContext(Application, { preview: true, logger: false });
const document = buildOpenApi(routesOf(taskerControllers(context.get(ModulesContainer))), PUBLISHED_TERMS);
const text = `${JSON.stringify(document, null, 2)}\n`;
const hash = createHash('sha256').update(text).digest('hex');
writeFileSync(new URL('openapi.json', import.meta.url), text);
writeFileSync(
  new URL('../test/support/tasker.api.ts', import.meta.url),
  `// Made of docs/openapi.json by npm run docs:openapi: sha256 ${hash}\n${astToString(await openapiTS(document))}`,
);
