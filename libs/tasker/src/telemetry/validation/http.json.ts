/** An answer that is no success. */
export class HttpAnswerError extends Error {
  override readonly name = 'HttpAnswerError';

  constructor(
    readonly url: string,
    readonly status: number,
  ) {
    super(`${url} answers ${status}`);
  }
}

/**
 * The JSON at a URL.
 *
 * @throws HttpAnswerError for a status that is no success
 * @throws Error that names the URL when nobody answers in time, or not with JSON
 */
export async function getJson(url: string, { timeoutMs }: { readonly timeoutMs: number }): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs), headers: { accept: 'application/json' } });
  } catch (error) {
    throw new Error(`${url} does not answer: ${reasonOf(error)}`, { cause: error });
  }
  if (!response.ok) throw new HttpAnswerError(url, response.status);
  try {
    return await response.json();
  } catch (error) {
    throw new Error(`${url} does not answer with JSON`, { cause: error });
  }
}

/** What `fetch` says is only that it failed; why is in the cause. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message || ((cause as { code?: string }).code ?? cause.name) : String(cause);
}
