import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CustomEventCatalog } from '../custom-event.catalog.js';
import { EventBus } from '../event.bus.js';

describe('the page of events', () => {
  it('in docs/ is that of the catalogue (npm run docs:events writes it)', () => {
    expect(readFileSync('docs/events.md', 'utf8')).toBe(new EventBus().catalog().markdown());
  });

  it('has the events of the application too', () => {
    const custom = new CustomEventCatalog();
    custom.declare({ name: 'order.shipped', description: 'The parcel has left.', firedBy: 'ShipOrder' });
    const page = new EventBus(custom).catalog().markdown();
    expect(page).toContain('## Custom\n\n### order.shipped\n\nThe parcel has left. Fired by: ShipOrder. Durable.\n');
  });
});
