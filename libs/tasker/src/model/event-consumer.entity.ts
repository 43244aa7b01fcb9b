import { Column, Entity, OneToOne, PrimaryColumn, type Relation } from 'typeorm';
import { EventCursor } from './event-cursor.entity.js';
import { intervalInMilliseconds } from './interval.column.js';

/** A durable subscriber, by the name of its group. */
@Entity({ schema: 'tasker', name: 'event_consumers', synchronize: false })
export class EventConsumer {
  @PrimaryColumn({ type: 'text' })
  consumer: string;

  /** What is kept for it: `*`, `task:complete`, `step:*`, `custom:order.*`. */
  @Column({ type: 'text', array: true })
  wants: string[];

  /** Names of the events that the subscriber means; processes that mean others do not deliver to it. */
  @Column({ type: 'text', array: true })
  patterns: string[];

  /** When the patterns were registered. */
  @Column({ type: 'timestamptz', name: 'registered_at' })
  registeredAt: Date;

  /** How long an event is kept that it has not taken, in milliseconds. */
  @Column({ type: 'interval', name: 'max_age', transformer: intervalInMilliseconds })
  maxAgeMs: number;

  @OneToOne(() => EventCursor, (cursor) => cursor.of)
  cursor: Relation<EventCursor>;
}
