import { describe, expect, it } from 'vitest';
import { DemoScreen } from './demo.screen.js';
import { measure } from './order.progress.js';

const NOTHING = measure([]);

function record(isTTY: boolean, columns = 80) {
  const written: string[] = [];
  return { written, screen: new DemoScreen({ isTTY, columns, write: (text) => written.push(text) }) };
}

describe('DemoScreen', () => {
  it('draws over its last picture in a terminal', () => {
    const { written, screen } = record(true);
    screen.show(NOTHING);
    screen.show(NOTHING, 'gone');
    expect(written[0]).not.toContain('\x1b');
    const lines = written[0]!.split('\n').length - 1;
    expect(written[1]!.startsWith(`\x1b[${lines}A\x1b[J`)).toBe(true);
    expect(written[1]).toContain('gone');
  });

  it('draws no line that is wider than the terminal', () => {
    const { written, screen } = record(true, 40);
    screen.show(NOTHING, 'x'.repeat(100));
    expect(Math.max(...written[0]!.split('\n').map((line) => line.length))).toBe(39);
  });

  it('writes one plain line for each change elsewhere', () => {
    const { written, screen } = record(false);
    screen.show(NOTHING);
    screen.show(NOTHING);
    screen.show(NOTHING, 'gone');
    expect(written).toEqual(['0/0 steps, 0/0 orders\n', '0/0 steps, 0/0 orders - gone\n']);
  });
});
