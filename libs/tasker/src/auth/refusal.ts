import { HttpException } from '@nestjs/common';

/** By name: another installed copy of the package may have made it. What Nest throws for the status is what a host's services throw. */
export function isRefusal(error: unknown, name: string, status: number): error is Error {
  if (!(error instanceof Error)) return false;
  return error.name === name || (error instanceof HttpException && error.getStatus() === status);
}

/** Nobody can say now. */
export function isUnavailable(error: unknown): error is Error {
  return error instanceof Error && error.name === 'AuthenticationUnavailableError';
}
