/** Shows a measured figure to whoever reads the output of the tests; nothing is asserted on it. */
export function figure(text: string): void {
  process.stdout.write(`${text}\n`);
}
