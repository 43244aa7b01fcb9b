import { describe, expect, it } from 'vitest';
import { body, listOf, nullable, object, oneOfWords, page, word } from './schema.words.js';

describe('object', () => {
  it('requires every key that is not called optional, and knows no other', () => {
    expect(object('A thing.', { a: word(), b: word() }, { optional: ['b'] })).toMatchObject({
      required: ['a'],
      additionalProperties: false,
    });
  });
});

describe('body', () => {
  it('requires the keys that are called required only', () => {
    expect(body('A request.', { a: word(), b: word() }, ['b'])).toMatchObject({ required: ['b'] });
    expect(body('A request.', { a: word() })).not.toHaveProperty('required');
  });
});

describe('nullable', () => {
  it('allows null beside the type, among the words, and beside a reference', () => {
    expect(nullable(word('why'))).toEqual({ type: ['string', 'null'], description: 'why' });
    expect(nullable(oneOfWords(['a']))).toEqual({ type: ['string', 'null'], enum: ['a', null] });
    expect(nullable(listOf(word()))).toMatchObject({ type: ['array', 'null'] });
    expect(nullable({ $ref: '#/x' })).toEqual({ anyOf: [{ $ref: '#/x' }, { type: 'null' }] });
  });
});

describe('page', () => {
  it('has a total only where there is one to ask for, and then does not require it', () => {
    expect(page('things', 'Thing', { total: true })).toMatchObject({ required: ['things', 'next_cursor'], properties: { total: {} } });
    expect(page('things', 'Thing').properties).not.toHaveProperty('total');
  });
});
