/** Milliseconds of the machine's monotonic clock: comparable between processes of one machine. */
export function machineNow(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
