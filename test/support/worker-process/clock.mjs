// Preloaded as `clock.mjs?hours=1`: this process believes that it is that much later. Timers go on as they are.
const offset = Number(new URL(import.meta.url).searchParams.get('hours')) * 3_600_000;
const RealDate = Date;
globalThis.Date = class Date extends RealDate {
  constructor(...values) {
    if (values.length === 0) super(RealDate.now() + offset);
    else super(...values);
  }
  static now() {
    return RealDate.now() + offset;
  }
};
