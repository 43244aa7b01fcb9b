/** The package has no types. */
declare module 'passport-http-bearer' {
  export class Strategy {
    constructor(verify: (token: string, done: (error: unknown, user?: object | false) => void) => void);
    authenticate(request: unknown): void;
  }
}
