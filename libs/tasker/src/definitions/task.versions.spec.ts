import { describe, expect, it } from 'vitest';
import type { RegisteredTask } from './task-definition.js';
import { TaskVersions, versionKind } from './task.versions.js';

const task = (version: string) => ({ definition: { version } }) as RegisteredTask;

function versions(...list: string[]): TaskVersions {
  const known = new TaskVersions();
  for (const version of list) known.add(task(version));
  return known;
}

const all = (known: TaskVersions) => known.all().map(({ definition }) => definition.version);

describe('the versions of a task', () => {
  const known = versions('9.0.0', '1.0.0', '1.2.0', '1.10.0', '2.0.0', '2.1.0-beta.1', '2.1.0-beta.10', '2.1.0-beta.2', '10.0.0-rc.1');

  it('stand by precedence, not by spelling', () => {
    expect(all(known)).toEqual([
      '10.0.0-rc.1', '9.0.0', '2.1.0-beta.10', '2.1.0-beta.2', '2.1.0-beta.1', '2.0.0', '1.10.0', '1.2.0', '1.0.0',
    ]); // prettier-ignore
  });

  it.each([
    [undefined, '9.0.0'],
    ['latest', '9.0.0'],
    ['1.2.0', '1.2.0'],
    ['2.1.0-beta.1', '2.1.0-beta.1'],
    ['^1.0.0', '1.10.0'],
    ['~1.2', '1.2.0'],
    ['1.x', '1.10.0'],
    ['1', '1.10.0'],
    ['*', '9.0.0'],
    ['>=1 <3', '2.0.0'],
    ['<1.5 || 7.x', '1.2.0'],
    ['1.0.0 - 1.5.0', '1.2.0'],
    ['^2.1.0-beta.1', '2.1.0-beta.10'],
    ['>2.0.0-0 <3', '2.0.0'],
    ['v1.2.0', '1.2.0'],
    ['=1.2.0', '1.2.0'],
    [' 1.2.0 ', '1.2.0'],
    ['1.2.0+build', '1.2.0'],
    ['1.2.1', undefined],
    ['^4.0.0', undefined],
    ['^10.0.0', undefined],
    ['newest', undefined],
    ['Latest', undefined],
    ['', undefined],
  ])('are found by %j: %s', (version, expected) => {
    expect(known.find(version)?.definition.version).toBe(expected);
  });

  it('are replaced and removed by version', () => {
    const changed = versions('1.0.0', '2.0.0');
    const other = task('1.0.0');
    changed.add(other);
    changed.remove('2.0.0');
    expect([changed.find(), changed.get('2.0.0'), all(changed)]).toEqual([other, undefined, ['1.0.0']]);
    changed.remove('1.0.0');
    expect([changed.find(), all(changed)]).toEqual([undefined, []]);
  });
});

describe('the text of a version', () => {
  it.each([
    [undefined, 'latest'],
    ['latest', 'latest'],
    ['1.2.3', 'version'],
    ['1.2.3-rc.1', 'version'],
    ['v1.2.3', 'range'],
    ['^1', 'range'],
    ['x', 'range'],
    ['1.2.3.4', 'neither'],
    ['', 'neither'],
    ['  ', 'neither'],
    [7, 'neither'],
    [null, 'neither'],
    [{}, 'neither'],
    ['1'.repeat(10_000), 'neither'],
    [`>=1${' '.repeat(100_000)}x`, 'neither'],
    [Array.from({ length: 40 }, () => '1.x').join('||'), 'range'],
    [Array.from({ length: 100 }, () => '1.x').join('||'), 'neither'],
  ])('%j is a %s', (version, kind) => {
    expect(versionKind(version)).toBe(kind);
  });
});
