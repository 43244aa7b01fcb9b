import { describe, expect, it } from 'vitest';
import { COMMON, order } from '../../../../test/support/declarations/faulty.classes.js';
import { GRAPH_ROWS } from '../../../../test/support/declarations/graph.rows.js';
import { OPTION_ROWS } from '../../../../test/support/declarations/option.rows.js';
import { refusal } from '../../../../test/support/declarations/start.up.js';

const ROWS = [...GRAPH_ROWS, ...OPTION_ROWS];
const inCode = ROWS.filter(({ code }) => code !== undefined);
const inFiles = ROWS.filter(({ file }) => file !== undefined);

describe('a faulty declaration is one clear error at start-up', () => {
  it.each(inCode)('in a decorator: $fault', async ({ code, providers = [] }) => {
    const [options, message] = code!;
    expect(await refusal({ providers: [...COMMON, ...providers, order({ name: 'order', ...options })] })).toBe(message);
  });

  it.each(inCode)('in a definition that code makes: $fault', async ({ code, providers = [] }) => {
    const [options, message] = code!;
    expect(await refusal({ providers: [...COMMON, ...providers, order({ definition: () => ({ name: 'order', ...options }) })] })).toBe(
      message,
    );
  });

  it.each(inFiles)('in a file: $fault', async ({ file, providers = [] }) => {
    const [text, message] = file!;
    const content = text.startsWith('name:') ? text : `name: order\n${text}`;
    expect(await refusal({ providers: [...COMMON, ...providers], files: { 'order.yaml': content } })).toBe(message);
  });
});
