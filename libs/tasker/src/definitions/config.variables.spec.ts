import { describe, expect, it } from 'vitest';
import { ConfigurationError } from '../model/errors.js';
import { fillVariables, malformedPlaceholders, missingVariables, placeholdersIn, secretValues } from './config.variables.js';

const CONFIG = {
  url: 'https://${HOST}:${PORT}/v1',
  headers: { Authorization: 'Bearer ${TOKEN}', '${KEY}': 'plain' },
  list: [{ deep: ['${HOST}'] }, 1, true, null, '$${HOST} costs $5'],
};
const VARIABLES = { HOST: 'a.example.com', PORT: '8080', TOKEN: 's3cret', EMPTY: '' };

describe('placeholders of settings', () => {
  it('are found at any depth, each once, in the order of the texts', () => {
    expect(placeholdersIn(CONFIG)).toEqual(['HOST', 'PORT', 'TOKEN']);
  });

  it.each([
    ['${A}', ['A']],
    ['${_a1}${B_2}', ['_a1', 'B_2']],
    ['${A}${A}', ['A']],
    ['$${A}', []],
    ['$$${A}', []],
    ['$${A}${B}', ['B']],
    ['$A {A} $ {A} ${}', []],
    ['${1A} ${A-B} ${A.B} ${Ä} ${ A }', []],
    ['${A', []],
  ])('of %s are %j', (text, names) => {
    expect(placeholdersIn({ text })).toEqual(names);
  });

  it('are filled in everywhere but in keys, as a new object', () => {
    const before = structuredClone(CONFIG);
    const filled = fillVariables(CONFIG, VARIABLES);
    expect(filled).toEqual({
      url: 'https://a.example.com:8080/v1',
      headers: { Authorization: 'Bearer s3cret', '${KEY}': 'plain' },
      list: [{ deep: ['a.example.com'] }, 1, true, null, '${HOST} costs $5'],
    });
    expect(CONFIG).toEqual(before);
    expect(filled['headers']).not.toBe(CONFIG.headers);
  });

  it('are not looked for in what a variable holds, which is taken as it is', () => {
    expect(fillVariables({ text: '${A}-${B}' }, { A: '${B}', B: '$&$1$$' })).toEqual({ text: '${B}-$&$1$$' });
  });

  it('may be empty: such a variable is set', () => {
    expect(missingVariables({ text: '${EMPTY}' }, VARIABLES)).toEqual([]);
    expect(fillVariables({ text: '[${EMPTY}]' }, VARIABLES)).toEqual({ text: '[]' });
  });

  it('stand for own variables only', () => {
    expect(missingVariables({ text: '${constructor} ${toString}' }, {}).map(({ name }) => name)).toEqual(['constructor', 'toString']);
    expect(missingVariables({ text: '${GONE}' }, { GONE: undefined })).toHaveLength(1);
  });

  it('of the environment of the process are known', () => {
    const [name] = Object.keys(process.env);
    expect(missingVariables({ text: `\${${name}}` }, process.env)).toEqual([]);
    expect(fillVariables({ text: `\${${name}}` }, process.env)).toEqual({ text: process.env[name!] });
  });

  it('keep a key __proto__ an ordinary key', () => {
    const filled = fillVariables(JSON.parse('{"__proto__": {"a": "${HOST}"}}') as Record<string, unknown>, VARIABLES);
    expect(Object.getPrototypeOf(filled)).toBe(Object.prototype);
    expect(JSON.stringify(filled)).toBe('{"__proto__":{"a":"a.example.com"}}');
  });
});

describe('a variable that is not set', () => {
  it('is named with every place that needs it', () => {
    expect(missingVariables(CONFIG, { TOKEN: 'x' })).toEqual([
      { name: 'HOST', path: ['url'] },
      { name: 'PORT', path: ['url'] },
      { name: 'HOST', path: ['list', 0, 'deep', 0] },
    ]);
  });

  it('is refused when it should be filled in, without a word of the others', () => {
    const fill = () => fillVariables({ text: '${TOKEN} ${GONE}' }, VARIABLES);
    expect(fill).toThrow(ConfigurationError);
    expect(fill).toThrow('${GONE} in a handlerConfig: the environment variable GONE is not set');
  });
});

describe('a malformed placeholder', () => {
  it.each(['${', '${A', 'a ${} b', '${1A}', '${A-B}', '${A B}', '${A}${', '$$${${', '${${A}}'])('is %s', (text) => {
    expect(malformedPlaceholders({ a: [{ text }] })).toEqual([
      { path: ['a', 0, 'text'], message: expect.stringContaining("holds a '${' that is no placeholder") as unknown },
    ]);
  });

  it.each(['${A}', '$${', '$${A', '$', '$$', '{A}', '$ {A', '$$${A}'])('is not %s', (text) => {
    expect(malformedPlaceholders({ text, '${': 1 })).toEqual([]);
  });
});

describe('secret values', () => {
  it('are what the placeholders stand for: each once, the longest first, no empty and no missing ones', () => {
    const config = { a: '${PORT} ${HOST}', b: ['${EMPTY}', '${GONE}', '${SAME}', '$${TOKEN}'] };
    expect(secretValues(config, { ...VARIABLES, SAME: '8080' })).toEqual(['a.example.com', '8080']);
  });
});
