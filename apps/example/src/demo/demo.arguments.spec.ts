import { describe, expect, it } from 'vitest';
import { readArguments } from './demo.arguments.js';

const read = (argv: string[], env: NodeJS.ProcessEnv = {}) => readArguments(argv, env, 'orders.json');

describe('readArguments', () => {
  it('has a default for everything', () => {
    expect(read([])).toEqual({ help: false, file: 'orders.json', orders: undefined, url: 'http://127.0.0.1:3000' });
  });

  it('takes the options and the environment', () => {
    expect(read(['--file', 'mine.json', '--orders=7', '--help'], { PORT: '4000' })).toEqual({
      help: true,
      file: 'mine.json',
      orders: 7,
      url: 'http://127.0.0.1:4000',
    });
    expect(read([], { TASKER_URL: 'https://shop.example/', PORT: '4000' }).url).toBe('https://shop.example');
  });

  it.each(['0', '5001', 'ten', '-1', '1.5', ''])('refuses --orders %j', (count) => {
    expect(() => read([`--orders=${count}`])).toThrow('give a whole number from 1 to 5000');
  });

  it('refuses what it does not know, in one line', () => {
    expect(() => read(['--fiel', 'x'])).toThrow(/^Unknown option '--fiel'.*; --help lists the options$/);
    expect(() => read(['orders.json'])).toThrow(/^Unexpected argument 'orders.json'.*; --help lists the options$/);
    expect(() => read([], { TASKER_URL: 'localhost:3000' })).toThrow('"localhost:3000" is no http or https URL');
  });
});
