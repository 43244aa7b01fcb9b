/** Milliseconds that a piece of work takes: the least of some runs, in which nothing else got in its way. */
export function msTaken(work: () => unknown, runs = 3): number {
  const each = Array.from({ length: runs }, () => {
    const began = performance.now();
    work();
    return performance.now() - began;
  });
  return Math.min(...each);
}
