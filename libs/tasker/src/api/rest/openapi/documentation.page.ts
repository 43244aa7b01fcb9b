/** What the page may load: its own files, and what it asks the API for. Swagger UI sets styles of elements, and its icons are data. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * The documentation page. It names its files relative to where it was asked for, so that it works behind a proxy that changes paths;
 * `atFolder`: the address ended with a slash.
 */
export function documentationPage(atFolder: boolean): string {
  const here = atFolder ? '.' : './api-docs';
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Tasker API</title>
    <link rel="stylesheet" href="${here}/swagger-ui.css">
    <link rel="icon" href="data:,">
  </head>
  <body>
    <div id="swagger-ui"></div>
    <noscript>This page needs JavaScript; the document itself is openapi.json beside it.</noscript>
    <script src="${here}/swagger-ui-bundle.js"></script>
    <script src="${here}/start.js"></script>
  </body>
</html>
`;
}

/**
 * Starts the page. Requests that a reader tries out go to where the document was found, whatever a proxy does to paths; credentials are
 * kept in the memory of the page only.
 */
export const START_SCRIPT = `'use strict';
const here = new URL(document.currentScript.src);
const place = new URL('../openapi.json', here);
fetch(place, { headers: { accept: 'application/json' } })
  .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error('openapi.json: ' + answer.status))))
  .then((spec) => {
    const server = new URL('.', place).pathname.replace(/\\/$/, '');
    window.SwaggerUIBundle({
      spec: { ...spec, servers: [{ url: server }] },
      dom_id: '#swagger-ui',
      deepLinking: true,
      displayOperationId: true,
      docExpansion: 'none',
      persistAuthorization: false,
      validatorUrl: null,
    });
  })
  .catch((error) => {
    document.getElementById('swagger-ui').textContent = 'The document cannot be shown: ' + error.message;
  });
`;
