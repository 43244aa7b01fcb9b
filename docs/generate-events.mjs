// Writes docs/events.md from the catalogue of the built package. Run by `npm run docs:events`.
import { writeFileSync } from 'node:fs';
import { EventBus } from 'nestjs-tasker';

writeFileSync(new URL('events.md', import.meta.url), new EventBus().catalog().markdown());
