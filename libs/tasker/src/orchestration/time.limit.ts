/**
 * What `call` gives, if that is within the limit; else the error of `expired`, which is called in the moment when the time is over. The
 * late answer is dropped. The timer does not keep the process alive.
 */
export async function within<T>(call: Promise<T>, limitMs: number, expired: () => Error): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(expired()), limitMs);
    timer.unref();
  });
  try {
    return await Promise.race([call, late]);
  } finally {
    clearTimeout(timer);
  }
}
