/** In an application: what openapi-typescript writes. */
export type { paths } from '../support/tasker.api.js';
