/** Resolves when the work has ended, however it did, or when its time is over. */
export async function settledWithin(work: Promise<unknown>, limitMs: number): Promise<void> {
  let limit: NodeJS.Timeout | undefined;
  const over = new Promise<void>((resolve) => (limit = setTimeout(resolve, limitMs)));
  await Promise.race([work.catch(() => undefined), over]);
  clearTimeout(limit);
}
