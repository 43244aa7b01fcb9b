import { describe, expect, it } from 'vitest';
import { readSettings } from './example.settings.js';

const URL = 'postgres://shop@127.0.0.1/shop';

describe('readSettings', () => {
  it('listens on 3000 with an embedded database unless told otherwise', () => {
    expect(readSettings({})).toEqual({ port: 3000, databaseUrl: undefined });
    expect(readSettings({ PORT: '4000', DATABASE_URL: URL })).toEqual({ port: 4000, databaseUrl: URL });
  });

  it('refuses production without a database of its own', () => {
    expect(() => readSettings({ NODE_ENV: 'production' })).toThrow('NODE_ENV is production and DATABASE_URL is not set');
    expect(readSettings({ NODE_ENV: 'production', DATABASE_URL: URL }).databaseUrl).toBe(URL);
  });

  it.each(['0', '65536', 'http', '80.5', '-1'])('refuses PORT %j', (port) => {
    expect(() => readSettings({ PORT: port })).toThrow(`PORT is "${port}": give a whole number from 1 to 65535`);
  });
});
