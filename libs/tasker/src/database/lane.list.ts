/**
 * Lanes as PostgreSQL reads an array. A worker sends the same list with every call, and where it has many the driver would write them as
 * a text each time: 600 bytes a step with 70 lanes.
 */
export class LaneList {
  private lanes: readonly number[] | undefined;
  private text = '{}';

  /** The text of a list that nobody changes; without one that of an empty list. */
  of(lanes?: readonly number[]): string {
    if (lanes === undefined) return '{}';
    if (lanes !== this.lanes) {
      this.lanes = lanes;
      this.text = `{${lanes.join(',')}}`;
    }
    return this.text;
  }
}
