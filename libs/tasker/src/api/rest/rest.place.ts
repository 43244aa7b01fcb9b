/** Where the REST routes stand, and whether their documentation is among them. */
export class RestPlace {
  constructor(
    /** Below the host's global prefix, without slashes at its ends. */
    readonly path: string,
    readonly docs: boolean,
  ) {}
}
