import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '../..');

/** Diagnostics of the files in this folder under the compiler options of the project. */
function diagnostics(): string[] {
  const { config, error } = ts.readConfigFile(join(root, 'tsconfig.json'), (path) => ts.sys.readFile(path));
  if (error !== undefined) return [ts.flattenDiagnosticMessageText(error.messageText, '\n')];
  const { options } = ts.convertCompilerOptionsFromJson((config as { compilerOptions: unknown }).compilerOptions, root);
  const files = readdirSync(here).filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'));
  const program = ts.createProgram({
    rootNames: files.map((name) => join(here, name)),
    options: { ...options, incremental: false, tsBuildInfoFile: undefined, noEmit: true },
  });
  return files.flatMap((name) => {
    const source = program.getSourceFile(join(here, name));
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map((diagnostic) => {
      const line = (diagnostic.file?.getLineAndCharacterOfPosition(diagnostic.start ?? 0).line ?? -1) + 1;
      return `${name}:${line} ${ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n')}`;
    });
  });
}

describe('the types of the public API', () => {
  it('accept what they should and refuse each line marked @ts-expect-error', { timeout: 60_000 }, () => {
    expect(diagnostics()).toEqual([]);
  });
});
