// Writes docs/schema.graphql from the resolvers of the built package. Run by `npm run docs:graphql`.
import 'reflect-metadata';
import { writeFileSync } from 'node:fs';

const { taskerSchemaText } = await import(new URL('../dist/libs/tasker/src/api/graphql/schema.text.js', import.meta.url));
writeFileSync(new URL('schema.graphql', import.meta.url), await taskerSchemaText());
