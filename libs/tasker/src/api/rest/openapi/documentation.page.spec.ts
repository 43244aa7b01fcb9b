import { describe, expect, it } from 'vitest';
import { ConfigurationError } from '../../../model/errors.js';
import { documentationPage, START_SCRIPT } from './documentation.page.js';
import { SwaggerAssets } from './swagger.assets.js';

describe('the documentation page', () => {
  it.each([
    [false, './api-docs/'],
    [true, './'],
  ])('names its files relative to its address (with a slash at its end: %s)', (atFolder, folder) => {
    const named = [...documentationPage(atFolder).matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address);
    expect(named).toEqual([`${folder}swagger-ui.css`, 'data:,', `${folder}swagger-ui-bundle.js`, `${folder}start.js`]);
  });

  it('is made of files of this server alone, and of no script in the page', () => {
    expect(`${documentationPage(false)}${START_SCRIPT}`).not.toMatch(/https?:|<script>|\son\w+=/);
  });
});

describe('the files of the documentation page', () => {
  it('are the two that it needs, and nothing else of the package', async () => {
    const assets = SwaggerAssets.installed();
    expect((await assets.get('swagger-ui-bundle.js'))?.content).toContain('SwaggerUIBundle');
    expect(await assets.get('swagger-ui.css')).toMatchObject({ contentType: 'text/css; charset=utf-8' });
    for (const name of ['package.json', '../swagger-ui-dist/swagger-ui.css', 'constructor', '']) expect(assets.get(name)).toBeUndefined();
  });

  it('are asked for at start-up: without the package it fails, and says how to go on', () => {
    const missing = () => {
      throw new Error("Cannot find module 'swagger-ui-dist/package.json'");
    };
    expect(() => SwaggerAssets.installed(missing)).toThrow(ConfigurationError);
    expect(() => SwaggerAssets.installed(missing)).toThrow('install it (npm install swagger-ui-dist) or leave api.docs out');
  });
});
