import type { Type } from '@nestjs/common';
import { Field, Float, ID, Int, ObjectType } from '@nestjs/graphql';
import { TaskerDateTime, TaskerJson } from './scalars.js';

/** A field of an object that holds what the engine gives, under the same name. */
export interface Shape {
  readonly type: () => unknown;
  readonly nullable?: boolean;
  readonly description?: string | undefined;
}

/** An object type of the fields of a view: for views that are passed on as they are. */
export function objectOf(name: string, description: string, fields: Readonly<Record<string, Shape>>): Type<object> {
  const Shaped = { [name]: class {} }[name]!;
  for (const [field, { type, nullable = false, description: words }] of Object.entries(fields)) {
    Field(type as () => Type, { nullable, ...(words === undefined ? {} : { description: words }) })(Shaped.prototype, field);
  }
  ObjectType(name, { description })(Shaped);
  return Shaped;
}

/** Text. */
export const text = (description?: string): Shape => ({ type: () => String, description });
/** An id. */
export const id = (description?: string): Shape => ({ type: () => ID, description });
/** A whole number. */
export const whole = (description?: string): Shape => ({ type: () => Int, description });
/** A number. */
export const number = (description?: string): Shape => ({ type: () => Float, description });
/** True or false. */
export const truth = (description?: string): Shape => ({ type: () => Boolean, description });
/** A moment. */
export const moment = (description?: string): Shape => ({ type: () => TaskerDateTime, description });
/** Any JSON. */
export const json = (description?: string): Shape => ({ type: () => TaskerJson, description });
/** A word of a list, or an object. */
export const is = (type: () => unknown, description?: string): Shape => ({ type, description });
/** The same, or null. */
export const maybe = (shape: Shape): Shape => ({ ...shape, nullable: true });
/** Any number of them. */
export const many = (shape: Shape): Shape => ({ ...shape, type: () => [shape.type()] });
