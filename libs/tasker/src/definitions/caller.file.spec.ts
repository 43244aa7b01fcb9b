import { fileURLToPath } from 'node:url';
import { runInThisContext } from 'node:vm';
import { afterEach, describe, expect, it } from 'vitest';
import { callerFile } from './caller.file.js';

const { prepareStackTrace, stackTraceLimit } = Error;
afterEach(() => Object.assign(Error, { prepareStackTrace, stackTraceLimit }));

function decorator(): string | undefined {
  return callerFile(decorator);
}

describe('callerFile', () => {
  it('is the file that called the decorator, through arrows and constructors too', () => {
    const here = fileURLToPath(import.meta.url);
    class Order {
      readonly file = decorator();
    }
    expect([decorator(), (() => decorator())(), new Order().file]).toEqual([here, here, here]);
  });

  it('does not care how stacks are written or cut, and leaves that as it was', () => {
    const written = () => 'no stack at all';
    Error.prepareStackTrace = written;
    Error.stackTraceLimit = 0;
    expect(decorator()).toBe(fileURLToPath(import.meta.url));
    expect([Error.prepareStackTrace, Error.stackTraceLimit]).toEqual([written, 0]);
  });

  it('is undefined for code without a file, and for a call that never was', () => {
    const call = runInThisContext('(make) => make()', { filename: '' }) as (make: () => unknown) => unknown;
    expect(call(decorator)).toBeUndefined();
    expect(callerFile(() => undefined)).toBeUndefined();
  });
});
