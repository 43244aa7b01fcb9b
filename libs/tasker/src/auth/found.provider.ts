import type { InjectionToken } from '@nestjs/common';
import type { ModuleRef } from '@nestjs/core';
import { ConfigurationError } from '../model/errors.js';

/**
 * What an option means that is an object, or the class or token of a provider of the application.
 *
 * @throws ConfigurationError when nothing provides it, or when it is made for each request
 */
export function foundProvider(moduleRef: ModuleRef, given: object | InjectionToken, option: string): object {
  if (typeof given === 'object') return given;
  const name = typeof given === 'function' ? given.name : String(given);
  const found = provided(moduleRef, given, `${option}: nothing provides ${name} once for the whole application`);
  if (typeof found !== 'object' || found === null) throw new ConfigurationError(`${option}: ${name} is no object`);
  return found;
}

function provided(moduleRef: ModuleRef, token: InjectionToken, message: string): unknown {
  try {
    return moduleRef.get<unknown>(token, { strict: false });
  } catch (cause) {
    throw new ConfigurationError(message, { cause });
  }
}
