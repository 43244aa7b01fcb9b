import { Type } from 'class-transformer';
import { describe, expect, it } from 'vitest';
import { PermanentError } from '../model/errors.js';
import { contextInstance } from './context.instance.js';

class Place {
  city = 'Ulm';
}

class Booking {
  @Type(() => Date) at?: Date;
  @Type(() => Place) place?: Place;
  seats = 1;
  [extra: string]: unknown;
}

describe('contextInstance', () => {
  it('makes instances at every depth, with what their initialisers give', () => {
    const booking = contextInstance(Booking, { at: '2031-05-06T00:00:00Z', place: {}, note: { a: 1 } }) as Booking;
    expect(booking).toBeInstanceOf(Booking);
    expect(booking.at).toEqual(new Date('2031-05-06T00:00:00Z'));
    expect(booking.place).toEqual(new Place());
    expect(booking.place).toBeInstanceOf(Place);
    expect([booking.seats, booking['note']]).toEqual([1, { a: 1 }]);
  });

  it('shares nothing with the context that it is made of', () => {
    const context = { list: [{ n: 1 }] };
    const booking = contextInstance(Booking, context) as unknown as typeof context;
    booking.list[0]!.n = 2;
    expect(context).toEqual({ list: [{ n: 1 }] });
  });

  it('leaves out keys that class-transformer would call or follow', () => {
    const context = JSON.parse('{"constructor": "x", "__proto__": {"seats": 9}, "place": {"constructor": {"name": "y"}}}') as object;
    const booking = contextInstance(Booking, context) as Booking;
    expect(booking).toBeInstanceOf(Booking);
    expect([booking.seats, booking.place?.city]).toEqual([1, 'Ulm']);
  });

  it('refuses for good what no check by a class would have accepted', () => {
    const deep: unknown = JSON.parse(`${'{"a":'.repeat(600)}1${'}'.repeat(600)}`);
    const wide = Object.fromEntries(Array.from({ length: 10_001 }, (_, n) => [`k${n}`, n]));
    for (const context of [deep, wide]) {
      const read = () => contextInstance(Booking, context);
      expect(read).toThrow(PermanentError);
      expect(read).toThrow(/^the context cannot be read as Booking: it /);
    }
  });
});
