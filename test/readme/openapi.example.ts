import type { INestApplication } from '@nestjs/common';
import { OpenApiDocument, TaskerModule, type AuthOptions } from 'nestjs-tasker';

/** An application that shows what its routes are. */
export function documented(url: string, auth: AuthOptions) {
  // #region docs
  const tasker = TaskerModule.forRoot({ database: { url }, auth, api: { docs: true } });
  // #endregion
  return tasker;
}

/** A document of the application with the routes of this package in it. */
export function merged(app: INestApplication, document: { paths: object; components: { schemas: object } }) {
  // #region merge
  const { paths, components } = app.get(OpenApiDocument).document() as { paths: object; components: { schemas: object } };
  const prefixed = Object.entries(paths).map(([path, item]) => [`/tasker${path}`, item]);
  document.paths = { ...document.paths, ...Object.fromEntries(prefixed) };
  document.components.schemas = { ...document.components.schemas, ...components.schemas };
  // #endregion
  return document;
}
