-- How large a document is when it is read: what is stored compressed is unpacked for the answer, everything else is not touched. 0 for null.
-- Called by read_feed, due_deliveries and fitting_events.
create function tasker.json_bytes(p_document jsonb)
returns bigint
language sql stable
as $$
  select case when p_document is null then 0 when pg_column_compression(p_document) is null then pg_column_size(p_document)::bigint
    else octet_length(p_document::text)::bigint end;
$$;
