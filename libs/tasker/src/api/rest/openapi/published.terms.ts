import { PACKAGE_VERSION } from '../../../orchestration/package.version.js';
import type { DocumentTerms } from './open-api.builder.js';

/** Of docs/openapi.json: the API where it stands by default, with credentials asked for by the default authenticator's scheme. */
export const PUBLISHED_TERMS: DocumentTerms = {
  version: PACKAGE_VERSION,
  server: '/tasker',
  schemes: [{ type: 'http', scheme: 'bearer' }],
  isPublic: () => false,
};
