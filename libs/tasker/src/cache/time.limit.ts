/** A store that has not answered in time; what it answers later is dropped. */
export class NoAnswerError extends Error {
  constructor(limitMs: number) {
    super(`no answer within ${limitMs} ms`);
    this.name = 'NoAnswerError';
  }
}

/** The answer of a call. @throws NoAnswerError when there is none in time, and whatever the call throws */
export async function answeredWithin<T>(limitMs: number, call: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    // Behind what has come in meanwhile: a process that computes for longer than the limit finds the answer and the alarm at the same time.
    timer = setTimeout(() => setImmediate(() => reject(new NoAnswerError(limitMs))), limitMs);
  });
  try {
    return await Promise.race([call(), late]);
  } finally {
    clearTimeout(timer);
  }
}
