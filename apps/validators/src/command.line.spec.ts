import { expect, it } from 'vitest';
import { readArguments, UsageError } from './command.line.js';

const FLAGS = {
  url: { variable: 'JAEGER_URL', fallback: 'http://localhost:16686' },
  otlp: { variable: 'OTEL_EXPORTER_OTLP_ENDPOINT', fallback: 'http://localhost:4318' },
};
const read = (argv: string[], env: NodeJS.ProcessEnv = {}) => readArguments(argv, env, FLAGS);

it('takes a URL from its flag, else from its variable, else the usual one; a slash at its end says nothing', () => {
  const env = { JAEGER_URL: 'https://jaeger.example/traces/', OTEL_EXPORTER_OTLP_ENDPOINT: '' };
  expect(read([], env).urls).toEqual({ url: 'https://jaeger.example/traces', otlp: 'http://localhost:4318' });
  expect(read(['--url', 'http://other:1/'], env).urls.url).toBe('http://other:1');
});

it('reads --verbose and --help, which are off by default', () => {
  expect(read([])).toMatchObject({ verbose: false, help: false });
  expect(read(['--verbose', '--help'])).toMatchObject({ verbose: true, help: true });
});

it.each<[string[], NodeJS.ProcessEnv, string]>([
  [['--urk', 'x'], {}, "Unknown option '--urk'; --help lists the options"],
  [['--url'], {}, "Option '--url <value>' argument missing; --help lists the options"],
  [['more'], {}, "Unexpected argument 'more'"],
  [['--url', 'localhost:16686'], {}, '--url "localhost:16686" is no http or https URL'],
  [['--url', ''], {}, '--url "" is no http or https URL'],
  [[], { JAEGER_URL: 'jaeger' }, 'JAEGER_URL "jaeger" is no http or https URL'],
])('refuses %j with %j, saying what is wrong', (argv, env, message) => {
  expect(() => read(argv, env)).toThrow(UsageError);
  expect(() => read(argv, env)).toThrow(message);
});
