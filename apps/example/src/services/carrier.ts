import { Injectable } from '@nestjs/common';
import { referenceFor, ServiceConditions } from './service.conditions.js';
import type { ServiceCall } from './service.conditions.js';

/** A parcel on its way. */
export interface Shipment {
  readonly trackingNumber: string;
  readonly service: 'domestic' | 'international';
}

/** The country that parcels are sent from. */
const HOME = 'DE';

/** Takes parcels. */
@Injectable()
export class Carrier {
  constructor(private readonly conditions: ServiceConditions) {}

  /** Orders a pick-up; a repeated call with the same idempotency key gives the same tracking number. */
  async ship(address: { readonly country: string }, call: ServiceCall): Promise<Shipment> {
    await this.conditions.meet('carrier', call);
    const trackingNumber = referenceFor('TRK', call.idempotencyKey).toUpperCase();
    return { trackingNumber, service: address.country === HOME ? 'domestic' : 'international' };
  }
}
