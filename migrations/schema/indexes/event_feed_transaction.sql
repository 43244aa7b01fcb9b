-- What a transaction has fed.
create index event_feed_transaction on tasker.event_feed (transaction_id, position);
