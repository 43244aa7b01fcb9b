import type { Type } from '@nestjs/common';
import { ConfigurationError, type FieldIssue } from '../model/errors.js';
import { copyContent, copyForClass, MOST_CLASS_KEYS, type ContentCopy } from './content.copy.js';
import { ContentDefaults } from './content.defaults.js';
import { boundedIssues, pathTo } from './content.issues.js';
import { dtoLibraries, installedValidator, type DtoLibraries, type Load, type PropertyError, type Validator } from './dto.libraries.js';
import { isPlainObject } from './value.rules.js';

/** What `dtoCheck` checks, and where it stands. */
export interface CheckedClass {
  readonly type: Type<object>;
  /** Begins every message. */
  readonly place: string;
}

type Check = (value: unknown) => Promise<{ value: unknown; issues: FieldIssue[] }>;

/**
 * A check by a class with class-validator decorators. The value that it gives is the content as it was sent, with what the initialisers
 * of the class give for keys that it lacks.
 *
 * @throws ConfigurationError when a package is missing, or no instance can be made without arguments
 */
export function dtoCheck({ type, place }: CheckedClass, load?: Load): Check {
  const libraries = dtoLibraries(`${place}: ${type.name}`, load);
  const check = new DtoCheck(type, libraries);
  check.tryOut(place);
  return (value) => check.run(value);
}

/** Whether a class, or one that it extends, has any class-validator decorator; false when class-validator is not installed. */
export function hasValidators(type: Type<object>): boolean {
  const validator = installedValidator();
  return validator !== undefined && isValidated(type, validator);
}

function isValidated(type: Type<object>, validator: Validator): boolean {
  return validator.getMetadataStorage().getTargetValidationMetadatas(type, '', false, false).length > 0;
}

class DtoCheck {
  private readonly defaults: ContentDefaults;
  /** class-validator refuses every instance of a class that has no validators. */
  private readonly validated: boolean;

  constructor(
    private readonly type: Type<object>,
    private readonly libraries: DtoLibraries,
  ) {
    this.defaults = new ContentDefaults(libraries.storage);
    this.validated = isValidated(type, libraries.validator);
  }

  /** Makes an instance of nothing at start-up: what fails then would fail for every content. */
  tryOut(place: string): void {
    try {
      this.defaults.fill({}, this.instance({}));
    } catch (cause) {
      const problem = `${this.type.name} cannot be made of {}: ${messageOf(cause)}`;
      throw new ConfigurationError(`${place}: ${problem}; make it with 'new' and no arguments`, { cause });
    }
  }

  async run(value: unknown): Promise<{ value: unknown; issues: FieldIssue[] }> {
    const own = copyContent(value, { mostKeys: MOST_CLASS_KEYS });
    const plain = copyForClass(value);
    if ('issue' in own || 'issue' in plain) return { value, issues: issuesOf(own, plain) };
    if (!isPlainObject(own.copy)) return { value, issues: [{ path: '', message: 'must be an object' }] };
    let validation: Promise<PropertyError[]>;
    try {
      const instance = this.instance(plain.copy);
      this.defaults.fill(own.copy, instance);
      validation = this.validate(instance);
    } catch (error) {
      // A @Transform, a setter or a validator that cannot cope with what was sent.
      return { value, issues: [{ path: '', message: `cannot be read as ${this.type.name}: ${messageOf(error)}` }] };
    }
    return { value: own.copy, issues: boundedIssues(fieldIssues(await validation)) };
  }

  private instance(plain: unknown): object {
    return this.libraries.transformer.plainToInstance(this.type, plain, { exposeDefaultValues: true });
  }

  private validate(instance: object): Promise<PropertyError[]> {
    if (!this.validated) return Promise.resolve([]);
    return this.libraries.validator.validate(instance, { validationError: { target: false, value: false } });
  }
}

function issuesOf(...copies: readonly ContentCopy[]): FieldIssue[] {
  return copies.flatMap((copy) => ('issue' in copy ? [copy.issue] : [])).slice(0, 1);
}

/** One issue for each field, the messages of its constraints joined. */
function fieldIssues(errors: readonly PropertyError[], path = ''): FieldIssue[] {
  return errors.flatMap(({ property, constraints = {}, children = [] }) => {
    const place = property === undefined ? path : pathTo(path, property);
    const messages = Object.entries(constraints).map(([name, message]) => (name === 'unknownValue' ? UNKNOWN_CLASS : message));
    const own = messages.length === 0 ? [] : [{ path: place, message: messages.join('; ') }];
    return [...own, ...fieldIssues(children, place)];
  });
}

const UNKNOWN_CLASS = 'cannot be checked: its class is unknown or has no validators; name the class with @Type(() => …)';

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
