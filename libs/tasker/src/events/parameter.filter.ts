import { Injectable } from '@nestjs/common';
import { FilterSettings } from './event.settings.js';
import { maskedCopy, type MaskRules } from './masked.copy.js';
import { maskedPairs } from './pair.scanner.js';
import { SecretFilter, type ContentFilter } from './secret.filter.js';
import { SensitiveKeys } from './sensitive.keys.js';
import { SensitiveValues } from './sensitive.values.js';

const NOTHING_SECRET = new SecretFilter([]);

/**
 * Masks what must not be shown in logs, events and spans (`telemetry.filterParameters`): values under sensitive keys, wherever they are
 * nested, in lists and in texts that hold JSON. What cannot be looked at is masked. No method throws.
 *
 * @example
 * filter.content({ user: { password: 'x' } }) // { user: { password: '[FILTERED]' } }
 * filter.textFilter(task.context).text(error.message) // without the values under sensitive keys of the context
 */
@Injectable()
export class ParameterFilter implements ContentFilter {
  private readonly keys: SensitiveKeys;
  private readonly rules: MaskRules;
  readonly mask: string;

  constructor({ parameters, mask }: FilterSettings) {
    this.mask = mask;
    this.keys = new SensitiveKeys(parameters);
    this.rules = {
      mask,
      isSensitive: (name, path) => this.keys.has(name, path),
      readPaths: this.keys.readPaths,
      text: (given) => this.text(given),
    };
  }

  /** Any value: the same when nothing in it is sensitive, else a copy with the mask in place of each value under a sensitive key. */
  content(value: unknown): unknown {
    return maskedCopy(value, this.rules);
  }

  /**
   * A text with the values of sensitive names masked that it spells out: `password=…`, `password: …`, `"password": "…"`, and the passwords
   * of addresses, `https://user:…@host`.
   */
  text(given: string): string {
    return this.pairs(given);
  }

  /** The texts and numbers under sensitive keys, each once; null when not everything can be looked at. */
  secretsOf(content: unknown): readonly string[] | null {
    const values = new SensitiveValues();
    const text = (given: string) => this.pairs(given, (value) => values.add(value));
    maskedCopy(content, { ...this.rules, text, masked: (value) => values.add(value), blind: values.blind });
    return values.incomplete ? null : values.all;
  }

  /**
   * What `content` and `text` do, and blacks out as well the values under sensitive keys of some content that is known, wherever they turn
   * up: in messages, stacks, and under other keys. `known`: a context, or a list of several things such as context, inputs and results.
   * `secrets`: further values. It looks at them when it is first used; when it cannot, it masks every text whole.
   */
  textFilter(known: unknown, secrets: readonly string[] = []): ContentFilter {
    return new KnowingFilter(this, this.rules, () => this.filterOf(known, secrets));
  }

  private filterOf(known: unknown, secrets: readonly string[]): SecretFilter | null {
    const found = this.secretsOf(known);
    if (found === null) return null;
    return found.length + secrets.length === 0 ? NOTHING_SECRET : new SecretFilter([...found, ...secrets], this.mask);
  }

  private pairs(given: string, found?: (value: unknown) => void): string {
    return maskedPairs(given, { mask: this.mask, isSensitive: this.isSensitiveName, ...(found === undefined ? {} : { found }) });
  }

  private readonly isSensitiveName = (name: string): boolean => this.keys.has(name, name);
}

class KnowingFilter implements ContentFilter {
  private made: SecretFilter | null | undefined;

  constructor(
    private readonly parameters: ParameterFilter,
    private readonly rules: MaskRules,
    private readonly make: () => SecretFilter | null,
  ) {}

  text(given: string): string {
    const secrets = this.secrets;
    return secrets === null ? this.parameters.mask : this.parameters.text(secrets.text(given));
  }

  content(value: unknown): unknown {
    const secrets = this.secrets;
    if (secrets === null) return this.parameters.mask;
    return maskedCopy(value, { ...this.rules, text: (given) => this.text(given), isSecret: (given) => secrets.hasNumber(given) });
  }

  private get secrets(): SecretFilter | null {
    return this.made === undefined ? (this.made = this.make()) : this.made;
  }
}
