-- What a person should look at.
create index event_deliveries_given_up on tasker.event_deliveries (consumer, position) where given_up_at is not null;
