import { Writable } from 'node:stream';
import { ConsoleLogger, Logger, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { Logger as PinoLogger, LoggerModule, NativeLogger } from 'nestjs-pino';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { LogRecord } from './log.record.js';

const record = () => new LogRecord('Registry item registered', { entity_id: 'shop/order/1.0.0', entity_class: 'Order', count: 2 });
const FIELDS = { msg: 'Registry item registered', entity_id: 'shop/order/1.0.0', entity_class: 'Order', count: 2 };
const TEXT = 'Registry item registered entity_id=shop/order/1.0.0 entity_class=Order count=2';

/** What a function writes to a standard stream. */
function written(stream: 'stdout' | 'stderr', write: () => void): string {
  const spy = vi.spyOn(process[stream], 'write').mockReturnValue(true);
  write();
  const text = spy.mock.calls.map(([chunk]) => String(chunk)).join('');
  spy.mockRestore();
  return text;
}

afterEach(() => void vi.restoreAllMocks());

describe('the text of a LogRecord', () => {
  it.each([
    ['bare words', { a: 'x/y-z' }, 'm a=x/y-z'],
    ['texts that could be misread', { a: 'two words', b: 'a=b', c: '', d: 'quote"' }, 'm a="two words" b="a=b" c="" d="quote\\""'],
    ['line breaks, so that nobody can forge a line', { a: 'x\n[Nest] fake' }, 'm a="x\\n[Nest] fake"'],
    ['numbers, booleans, null and lists', { a: 1, b: true, c: null, d: [1, 'x'] }, 'm a=1 b=true c=null d=[1,"x"]'],
    ['dates', { a: new Date(0) }, 'm a="1970-01-01T00:00:00.000Z"'],
    ['nothing', { a: undefined }, 'm'],
    ['what is not JSON', { a: 1n }, 'm a=1n'],
    ['a stack on lines of its own', { stack: 'Error: x\n    at y', b: 1 }, 'm b=1\nError: x\n    at y'],
  ])('has %s', (_, fields, text) => {
    expect(String(new LogRecord('m', fields))).toBe(text);
  });

  it('keeps its message whatever the fields', () => {
    expect(new LogRecord('m', { msg: 'other' }).msg).toBe('m');
  });
});

describe('a LogRecord given to', () => {
  it('ConsoleLogger is one line of text', () => {
    const logger = new ConsoleLogger('HandlerFactory', { colors: false });
    expect(written('stdout', () => logger.log(record()))).toContain(`LOG [HandlerFactory] ${TEXT}`);
    expect(written('stderr', () => logger.error(record()))).toContain(`ERROR [HandlerFactory] ${TEXT}`);
  });

  it('ConsoleLogger with colours is the same line', () => {
    expect(written('stdout', () => new ConsoleLogger('HandlerFactory', { colors: true }).log(record()))).toContain(TEXT);
  });

  it('ConsoleLogger with json is an object', () => {
    const text = written('stdout', () => new ConsoleLogger('HandlerFactory', { json: true }).log(record()));
    expect(JSON.parse(text)).toMatchObject({ level: 'log', context: 'HandlerFactory', message: FIELDS });
  });

  it("Nest's own Logger passes through unchanged", () => {
    const log = vi.fn();
    const given = record();
    Logger.overrideLogger({ log, error: log, warn: log });
    try {
      new Logger('HandlerFactory').log(given);
    } finally {
      Logger.overrideLogger(new ConsoleLogger());
    }
    expect(log).toHaveBeenCalledWith(given, 'HandlerFactory');
  });

  describe('nestjs-pino', () => {
    const lines: string[] = [];
    const stream = new Writable({
      write(chunk: Buffer, _encoding, done) {
        lines.push(chunk.toString());
        done();
      },
    });

    @Module({ imports: [LoggerModule.forRoot({ pinoHttp: [{}, stream] })] })
    class LoggedModule {}

    it('stands in the record as fields, with its message', async () => {
      const module = await Test.createTestingModule({ imports: [LoggedModule] }).compile();
      lines.length = 0;
      module.get(PinoLogger).log(record(), 'HandlerFactory');
      module.get(NativeLogger).log(record(), 'HandlerFactory');
      await module.close();
      expect(JSON.parse(lines[0] ?? '{}')).toMatchObject({ level: 30, context: 'HandlerFactory', ...FIELDS });
      expect(lines[1]).toContain('shop/order/1.0.0');
    });
  });
});
