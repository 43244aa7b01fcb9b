import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { ConfigurationError } from '../../../model/errors.js';

/** A file of the documentation page. */
export interface PageAsset {
  readonly contentType: string;
  readonly content: string;
}

/** The files that the page needs, by name; nothing else of the package is served. */
const TYPES = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
} as const;

/** Name of such a file. */
export type AssetName = keyof typeof TYPES;

/** Files of the package `swagger-ui-dist`, read once. */
export class SwaggerAssets {
  private readonly files = new Map<AssetName, Promise<PageAsset>>();

  private constructor(private readonly directory: string) {}

  /** @throws ConfigurationError where the package is not installed */
  static installed(resolve: (name: string) => string = createRequire(import.meta.url).resolve): SwaggerAssets {
    try {
      return new SwaggerAssets(dirname(resolve('swagger-ui-dist/package.json')));
    } catch (cause) {
      const message = 'api.docs: needs the package swagger-ui-dist; install it (npm install swagger-ui-dist) or leave api.docs out';
      throw new ConfigurationError(message, { cause });
    }
  }

  /** The file; undefined for a name that the page does not need. */
  get(name: string): Promise<PageAsset> | undefined {
    if (!Object.hasOwn(TYPES, name)) return undefined;
    const known = name as AssetName;
    const found = this.files.get(known) ?? this.read(known);
    this.files.set(known, found);
    return found;
  }

  private async read(name: AssetName): Promise<PageAsset> {
    return { contentType: TYPES[name], content: await readFile(join(this.directory, name), 'utf8') };
  }
}
