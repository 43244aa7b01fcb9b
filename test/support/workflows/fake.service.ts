/** What a service of others answers when it does not do its work. */
export class ServiceFault extends Error {
  override readonly name = 'ServiceFault';
  constructor(readonly code: string) {
    super(`the service answered ${code}`);
  }
}

/** One call that a service received. */
export interface ServiceCall {
  readonly operation: string;
  readonly given: unknown;
}

/** A service of others, in this process: it notes its calls and fails as often as a test says. */
export abstract class FakeService {
  readonly calls: ServiceCall[] = [];
  private readonly faults: { operation: string; code: string }[] = [];

  /** Makes the next calls of an operation fail, one with each code. */
  failNext(operation: string, ...codes: readonly string[]): void {
    this.faults.push(...codes.map((code) => ({ operation, code })));
  }

  /** What was given with each call of an operation. */
  given(operation: string): any[] {
    return this.calls.filter((call) => call.operation === operation).map((call) => call.given);
  }

  /** Notes a call; throws a ServiceFault when one is due. */
  protected received(operation: string, given: unknown): void {
    this.calls.push({ operation, given });
    const due = this.faults.findIndex((fault) => fault.operation === operation);
    if (due >= 0) throw new ServiceFault(this.faults.splice(due, 1)[0]!.code);
  }
}
