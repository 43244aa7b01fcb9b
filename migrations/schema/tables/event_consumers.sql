-- Who wants which events to be kept until they are delivered: a durable subscriber by the name of its group. `wants`: '*', 'task:*',
-- 'task:complete', 'task:action' (a person acted, no state changed), the same for steps, 'custom:order.shipped', 'custom:order.*',
-- 'custom:*'. `patterns`: the names of events that its subscriber means, in the version that was registered last, at `registered_at`.
-- `max_age`: how long an event is kept that it has not taken. Every transaction that writes history reads this table, hence the cursors
-- stand elsewhere: their many versions would slow that down.
create table tasker.event_consumers (
  consumer text not null,
  wants text[] not null,
  patterns text[] not null,
  registered_at timestamptz not null,
  max_age interval not null,
  constraint event_consumers_pkey primary key (consumer),
  constraint event_consumers_name check (char_length(consumer) between 1 and 200)
);
