import { describe, expect, it } from 'vitest';
import { diagramSettings } from './diagrams.section.js';
import { ConfigurationError } from './model/errors.js';
import { Section } from './options.section.js';

const settings = (linkBase: unknown) => diagramSettings(new Section('diagrams', { linkBase }));

describe('the options of diagrams', () => {
  it.each([
    [undefined, null],
    ['https://ops.example.com/tasker', 'https://ops.example.com/tasker'],
    ['https://ops.example.com/tasker//', 'https://ops.example.com/tasker'],
    ['http://localhost:3000', 'http://localhost:3000'],
    ['https://ops.example.com/a b"c', 'https://ops.example.com/a%20b%22c'],
  ])('take %s for a base of links', (given, linkBase) => {
    expect(settings(given)).toEqual({ linkBase });
  });

  it.each(['/tasker', 'javascript:alert(1)', 'https://user:secret@ops.example.com', 'https://x/?token=1', 'https://x/#a', '', 7])(
    'refuse %s',
    (given) => {
      expect(() => settings(given)).toThrow(ConfigurationError);
      expect(() => settings(given)).toThrow(/^diagrams\.linkBase: must be/);
    },
  );
});
