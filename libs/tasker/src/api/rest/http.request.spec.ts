import { describe, expect, it } from 'vitest';
import { headerOf, pathOf } from './http.request.js';

describe('pathOf', () => {
  it.each([
    ['/tasker/tasks?limit=1', '/tasker/tasks'],
    ['/tasker/tasks/', '/tasker/tasks'],
    ['/tasker/tasks/?a=/b/', '/tasker/tasks'],
    ['http://elsewhere.example/tasker/tasks?x', '/tasker/tasks'],
    ['/tasker/tasks#there', '/tasker/tasks'],
  ])('of %s is %s', (url, path) => {
    expect(pathOf({ url })).toBe(path);
  });

  it('is what the client asked for, not what a router has left of it', () => {
    expect(pathOf({ url: '/tasks', originalUrl: '/api/tasker/tasks' })).toBe('/api/tasker/tasks');
  });
});

describe('headerOf', () => {
  it('joins a header that came several times', () => {
    expect(headerOf({ headers: { accept: ['a', 'b'], host: 'c' } }, 'accept')).toBe('a, b');
    expect(headerOf({ headers: { host: 'c' } }, 'host')).toBe('c');
    expect(headerOf({ headers: {} }, 'accept')).toBeUndefined();
  });
});
