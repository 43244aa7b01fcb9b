import { describe, expect, it } from 'vitest';
import { chosenType } from './accept.header.js';

const OFFERED = ['application/json', 'text/html', 'image/svg+xml'];

describe('chosenType', () => {
  it.each([
    [undefined, 'application/json'],
    ['', 'application/json'],
    ['*/*', 'application/json'],
    ['text/html', 'text/html'],
    ['TEXT/HTML; charset=utf-8', 'text/html'],
    ['text/*', 'text/html'],
    ['text/html;q=0.5, application/json', 'application/json'],
    ['application/json;q=0.1, image/svg+xml;q=0.8, */*;q=0', 'image/svg+xml'],
    ['*/*;q=0.1, text/html', 'text/html'],
    ['application/json;q=0, */*', 'text/html'],
    ['nonsense, text/html', 'text/html'],
    ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'text/html'],
  ])('of %j is %s', (accept, type) => {
    expect(chosenType(accept, OFFERED)).toBe(type);
  });

  it.each(['application/xml', 'application/json;q=0', 'nonsense', 'text/html;q=2', '*/json', ',,;'])('of %j is none', (accept) => {
    expect(chosenType(accept, OFFERED)).toBeUndefined();
  });

  it('compares types without their parameters', () => {
    expect(chosenType('text/plain', ['text/plain; version=0.0.4'])).toBe('text/plain; version=0.0.4');
  });
});
