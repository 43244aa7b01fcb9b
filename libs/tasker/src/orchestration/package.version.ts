import { createRequire } from 'node:module';

/** Version of this package, as workers announce it. */
export const PACKAGE_VERSION = (createRequire(import.meta.url)('nestjs-tasker/package.json') as { version: string }).version;
