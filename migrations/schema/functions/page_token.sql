-- Names the page that a cursor stands before: who commits another one is too late. Called by read_feed and commit_page.
create function tasker.page_token(p_cursor tasker.event_cursors)
returns text
language sql immutable
as $$
  select p_cursor.position || '/' || p_cursor.until_before || '/' || md5(p_cursor.until_except::text);
$$;
