import { plainToInstance, Type } from 'class-transformer';
import { IsIn, IsNotEmpty, IsOptional, IsString, validateSync, ValidateNested } from 'class-validator';
import type { ValidationError } from 'class-validator';
import { readFileSync } from 'node:fs';
import { OrderContext } from '../fulfilment/order.context.js';
import { DemoError } from './demo.error.js';
import { findJsonFault } from './json.fault.js';

/** How an order is meant to end when it is not meant to be fulfilled. */
export class ExpectedEnd {
  @IsIn(['error']) status: 'error';
  /** The step that fails. */
  @IsString() @IsNotEmpty() step: string;
  @IsString() @IsNotEmpty() errorCode: string;
}

/** One entry of the orders file. */
export class DemoOrder {
  @ValidateNested() @Type(() => OrderContext) @IsNotEmpty() order: OrderContext;
  /** Absent: the order is fulfilled. */
  @IsOptional() @ValidateNested() @Type(() => ExpectedEnd) expected?: ExpectedEnd;
}

/** Reads and checks the file. Throws DemoError naming the line, or the field, of the first fault. */
export function readOrders(file: string): DemoOrder[] {
  return parseOrders(readText(file), file);
}

/** Checks the text of an orders file; `file` is its name, for messages. Throws DemoError. */
export function parseOrders(text: string, file: string): DemoOrder[] {
  const fault = findJsonFault(text);
  if (fault !== undefined) throw new DemoError(`${file}, line ${fault.line}: not JSON at ${fault.found}`);
  const entries: unknown = JSON.parse(text);
  if (!Array.isArray(entries) || entries.length === 0) throw new DemoError(`${file}: must be a list of at least one order`);
  return entries.map((entry: unknown, index) => checkEntry(entry, `[${index}]`, file));
}

/** The first `count` orders; past the end the orders come again, with the number of the round behind their own. */
export function takeOrders(orders: readonly DemoOrder[], count: number): DemoOrder[] {
  return Array.from({ length: count }, (_, index) => {
    const entry = orders[index % orders.length]!;
    const round = Math.floor(index / orders.length) + 1;
    return round === 1 ? entry : { ...entry, order: { ...entry.order, orderId: `${entry.order.orderId}-${round}` } };
  });
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new DemoError(`${file}: ${code === 'ENOENT' ? 'there is no such file' : `cannot be read (${code})`}`);
  }
}

function checkEntry(entry: unknown, path: string, file: string): DemoOrder {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) throw new DemoError(`${file}, ${path}: must be an object`);
  const order = plainToInstance(DemoOrder, entry);
  const [fault] = validateSync(order, { whitelist: true, forbidNonWhitelisted: true });
  if (fault !== undefined) throw new DemoError(`${file}, ${describe(fault, path)}`);
  return order;
}

/** The path of the innermost fault, and what class-validator says of it. */
function describe(fault: ValidationError, parent: string): string {
  const path = /^\d+$/.test(fault.property) ? `${parent}[${fault.property}]` : `${parent}.${fault.property}`;
  const child = fault.children?.[0];
  return child === undefined ? `${path}: ${Object.values(fault.constraints ?? {}).join('; ')}` : describe(child, path);
}
