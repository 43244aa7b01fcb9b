-- The next due delivery of a consumer.
create index event_deliveries_due on tasker.event_deliveries (consumer, next_attempt_at) where next_attempt_at is not null;
