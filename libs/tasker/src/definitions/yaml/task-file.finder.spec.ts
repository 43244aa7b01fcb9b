import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConfigurationError } from '../../model/errors.js';
import { findTaskFiles } from './task-file.finder.js';

let root = '';
beforeEach(() => void (root = realpathSync(mkdtempSync(join(tmpdir(), 'tasker-find-')))));
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(...names: string[]): void {
  for (const name of names) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), '');
  }
}

const found = (directory = root) => findTaskFiles(directory, { required: true }).map((path) => path.slice(root.length + 1));

describe('the search for definition files', () => {
  it('finds .yaml and .yml at any depth, sorted, and nothing else', () => {
    write('b.yaml', 'a.yml', 'orders/c.yaml', 'orders/deep/er/d.YML', 'notes.md', 'e.yaml.bak', 'yaml', 'f.json');
    expect(found()).toEqual(['a.yml', 'b.yaml', 'orders/c.yaml', 'orders/deep/er/d.YML']);
  });

  it('looks into a directory that is called like a file', () => {
    write('orders.yaml/a.yaml');
    expect(found()).toEqual(['orders.yaml/a.yaml']);
  });

  it('leaves out names that begin with a dot', () => {
    write('.a.yaml', '.git/b.yaml', 'c.yaml');
    expect(found()).toEqual(['c.yaml']);
  });

  it('finds the files of a mounted volume once: links to a hidden copy', () => {
    write('..2024/a.yaml');
    symlinkSync('..2024', join(root, '..data'));
    symlinkSync('..data/a.yaml', join(root, 'a.yaml'));
    expect(found()).toEqual(['a.yaml']);
  });

  it('follows links, and counts a file of two names once', () => {
    write('outside/a.yaml', 'inside/b.yaml');
    symlinkSync(join(root, 'outside'), join(root, 'inside/linked'));
    symlinkSync('b.yaml', join(root, 'inside/c.yaml'));
    expect(found(join(root, 'inside'))).toEqual(['inside/b.yaml', 'inside/linked/a.yaml']);
  });

  it('comes to an end where links run in a circle', () => {
    write('a/b/c.yaml');
    symlinkSync(root, join(root, 'a/b/up'));
    symlinkSync('.', join(root, 'a/here'));
    expect(found()).toEqual(['a/b/c.yaml']);
  });

  it('takes an empty directory, and a missing one when it is not required', () => {
    expect(found()).toEqual([]);
    expect(findTaskFiles(join(root, 'none'), { required: false })).toEqual([]);
  });

  it('refuses a missing directory when it is required', () => {
    const search = () => findTaskFiles(join(root, 'none'), { required: true });
    expect(search).toThrow(ConfigurationError);
    expect(search).toThrow(`there is no directory ${root}/none; create it or name another one`);
  });

  it.each([true, false])('refuses a file in place of the directory, required or not (%s)', (required) => {
    write('a.yaml');
    const search = () => findTaskFiles(join(root, 'a.yaml'), { required });
    expect(search).toThrow(ConfigurationError);
    expect(search).toThrow('a.yaml is not a directory; name the one that holds the definition files');
  });

  it('names every definition file that leads nowhere, and overlooks other links of the kind', () => {
    write('a.yaml');
    symlinkSync('gone', join(root, 'b.yaml'));
    symlinkSync('c.yaml', join(root, 'c.yaml'));
    symlinkSync('gone', join(root, 'notes'));
    expect(() => found()).toThrow(`${root}/b.yaml cannot be read (ENOENT)\n${root}/c.yaml cannot be read (ELOOP)`);
  });

  it.skipIf(process.getuid?.() === 0)('names a directory that may not be read', () => {
    write('a/b.yaml');
    chmodSync(join(root, 'a'), 0);
    expect(() => found()).toThrow(`${root}/a cannot be read (EACCES)`);
    chmodSync(join(root, 'a'), 0o700);
  });
});
