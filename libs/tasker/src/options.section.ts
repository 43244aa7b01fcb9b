import { parseDuration } from './definitions/duration.js';
import { ConfigurationError } from './model/errors.js';

/** Twenty days: timers end at 2^31 - 1 ms, and the poll is spread by a fifth. */
const LONGEST_MS = 20 * 24 * 60 * 60 * 1000;

/** Bounds of a number option, both included. */
interface Range {
  readonly default: number;
  readonly min: number;
  readonly max: number;
}

/** One group of options: reads values with their checks, and names the path of what is wrong. */
export class Section {
  private readonly values: Readonly<Record<string, unknown>>;

  constructor(
    private readonly name: string,
    values: unknown,
  ) {
    if (values !== undefined && (typeof values !== 'object' || values === null || Array.isArray(values))) {
      throw new ConfigurationError(`${name === '' ? 'TaskerModule: the options' : name}: must be an object`);
    }
    this.values = (values ?? {}) as Record<string, unknown>;
  }

  /** Refuses every key but these. */
  knows(keys: readonly string[]): void {
    const unknown = Object.keys(this.values).find((key) => !keys.includes(key));
    if (unknown !== undefined) throw new ConfigurationError(`${this.path(unknown)}: unknown option; known are ${keys.join(', ')}`);
  }

  has(key: string): boolean {
    return this.values[key] !== undefined;
  }

  get(key: string): unknown {
    return this.values[key];
  }

  text(key: string): string | undefined {
    const value = this.values[key];
    if (value !== undefined && typeof value !== 'string') throw this.refused(key, 'must be a string');
    return value;
  }

  flag(key: string, byDefault: boolean): boolean {
    const value = this.given(key, byDefault);
    if (typeof value !== 'boolean') throw this.refused(key, 'must be true or false');
    return value;
  }

  number(key: string, range: Range): number {
    const value = this.given(key, range.default);
    if (typeof value !== 'number' || !(value >= range.min && value <= range.max)) {
      throw this.refused(key, `must be a number from ${range.min} to ${range.max}`);
    }
    return value;
  }

  integer(key: string, range: Range): number {
    const value = this.number(key, range);
    if (!Number.isInteger(value)) throw this.refused(key, 'must be a whole number');
    return value;
  }

  /** Milliseconds, at most what a timer takes. */
  duration(key: string, byDefault: string, minMs = 0): number {
    const milliseconds = parseDuration(this.given(key, byDefault), this.path(key));
    if (milliseconds < minMs) throw this.refused(key, `must be at least ${minMs} ms`);
    if (milliseconds > LONGEST_MS) throw this.refused(key, `must be at most ${LONGEST_MS} ms`);
    return milliseconds;
  }

  names(key: string, byDefault: readonly string[]): readonly string[] {
    const value = this.given(key, byDefault);
    const ok =
      Array.isArray(value) && value.length > 0 && value.every((name) => typeof name === 'string' && name !== '' && name.length <= 64);
    if (!ok) throw this.refused(key, 'must be a list of names of 1 to 64 characters');
    return value as string[];
  }

  /** A list of numbers from 0 on, or null when it is not set. */
  numbers(key: string): readonly number[] | null {
    const value = this.values[key];
    if (value === undefined) return null;
    const ok =
      Array.isArray(value) &&
      value.length > 0 &&
      value.every((number) => typeof number === 'number' && number >= 0 && Number.isFinite(number));
    if (!ok) throw this.refused(key, 'must be a list of numbers from 0 on');
    return value as number[];
  }

  /** Null is no way to say nothing: whoever writes it may mean "no limit". */
  private given(key: string, byDefault: unknown): unknown {
    return this.has(key) ? this.values[key] : byDefault;
  }

  private path(key: string): string {
    return this.name === '' ? key : `${this.name}.${key}`;
  }

  private refused(key: string, message: string): ConfigurationError {
    return new ConfigurationError(`${this.path(key)}: ${message}`);
  }
}
