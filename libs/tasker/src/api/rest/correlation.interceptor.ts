import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { Observable } from 'rxjs';
import { RequestCorrelation } from './request.correlation.js';

/** Gives every answer of this package its correlation id. What a guard or a pipe refuses never gets here: the exception filter does it then. */
@Injectable()
export class CorrelationInterceptor implements NestInterceptor {
  constructor(private readonly correlation: RequestCorrelation) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    this.correlation.begin(http.getRequest<object>(), http.getResponse());
    return next.handle();
  }
}
