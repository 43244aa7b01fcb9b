-- What was committed to the history of tasks and steps: the rows whose ids lie behind p_after, up to p_limit ids of each kind, and those in
-- p_gaps, ids that were given out and could not be seen when somebody looked before. The kinds are creations, transitions of steps, transitions
-- of tasks. `last_ids`: given out by now; `reached`: looked up to. Where p_limit ends the rows of one kind, later rows of the others are left for
-- the next call too, or a task would be complete before its steps are. `unseen`: what was looked for and is not there, since it is not committed
-- yet or never will be; `writers`: who may still commit something with an id up to `last_ids`; all that the others wrote is seen by this
-- call. `ends`: the latest moment of the rows of each kind, in milliseconds; null without rows. `changes`: documents of the rows in about the
-- order of their moments, of tasks in p_namespaces only where that is not null. Without p_after only the gaps are looked at. Where nothing is
-- asked for (no new id, no gap, not p_watch), nothing is read. To be called at read committed, else it would not see what it waits for. Reads the
-- history by its ranges of pages and locks nothing. Called by HistoryReader.
create function tasker.follow_history(
  p_after bigint[], p_gaps int8multirange[], p_limit integer, p_namespaces text[], p_watch boolean,
  out last_ids bigint[], out reached bigint[], out writers text[], out unseen text[],
  out ends float8[], out changes jsonb)
language plpgsql volatile
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
as $$
declare
  c_near constant bigint := 500;
  v_look int8multirange[] := p_gaps;
  v_spans int8multirange[];
  v_row record;
begin
  if current_setting('transaction_isolation') <> 'read committed' then
    raise exception 'follow_history cannot see what others commit: its transaction is %', current_setting('transaction_isolation')
      using errcode = 'invalid_transaction_state', hint = 'Call it at read committed.';
  end if;
  writers := '{}'; unseen := p_gaps::text[]; ends := array[null, null, null]; changes := '[]';
  if p_after is not null then
    last_ids := tasker.history_ends(p_after);
    reached := p_after;
    for v_i in 1 .. 3 loop
      if last_ids[v_i] > p_after[v_i] then
        reached[v_i] := least(last_ids[v_i], p_after[v_i] + p_limit);
        v_look[v_i] := p_gaps[v_i] + int8multirange(int8range(p_after[v_i] + 1, reached[v_i] + 1));
      end if;
    end loop;
  end if;
  if p_watch or v_look <> array['{}', '{}', '{}']::int8multirange[] then
    -- After the ids and before the rows: whoever was given one of the ids is among these, or what he wrote is seen below.
    writers := tasker.history_writers();
  end if;
  if v_look = array['{}', '{}', '{}']::int8multirange[] then
    return;
  end if;
  -- Gaps near one another are read together: many of them lie on the same pages.
  for v_i in 1 .. 3 loop
    v_spans[v_i] := (
      select coalesce(range_agg(int8range(lower(g.span), upper(g.span) + c_near)), '{}') from unnest(v_look[v_i]) as g (span))
      * int8multirange(int8range(lower(v_look[v_i]), upper(v_look[v_i])));
  end loop;
  with found as materialized (
    select 1 as kind, t.id, t.task_id, t.at
    from unnest(v_spans[1]) as g (span)
    cross join lateral (
      select t.creation_id as id, t.task_id, t.requested_at as at from tasker.tasks t
      where t.creation_id >= lower(g.span) and t.creation_id < upper(g.span)
        and v_look[1] @> t.creation_id) t
    union all
    select 2, h.id, h.task_id, h.at
    from unnest(v_spans[2]) as g (span)
    cross join lateral (
      select h.workflow_step_transition_id as id, h.task_id, h.created_at as at from tasker.workflow_step_transitions h
      where h.workflow_step_transition_id >= lower(g.span) and h.workflow_step_transition_id < upper(g.span)
        and v_look[2] @> h.workflow_step_transition_id) h
    union all
    select 3, h.id, h.task_id, h.at
    from unnest(v_spans[3]) as g (span)
    cross join lateral (
      select h.task_transition_id as id, h.task_id, h.created_at as at from tasker.task_transitions h
      where h.task_transition_id >= lower(g.span) and h.task_transition_id < upper(g.span)
        and v_look[3] @> h.task_transition_id) h
  ),
  until as materialized (
    select min(m.at) as at
    from (select f.kind, max(f.at) as at from found f where f.id > p_after[f.kind] group by f.kind) m
    where last_ids[m.kind] > reached[m.kind]
  ),
  bound as materialized (
    select b.kind, least(reached[b.kind], (
      select min(f.id) - 1 from found f cross join until u where f.kind = b.kind and f.id > p_after[b.kind] and f.at > u.at)) as id
    from generate_series(1, 3) as b (kind) where p_after is not null
  ),
  told as (
    select f.* from found f
    left join bound b on b.kind = f.kind
    where (b.id is null or f.id <= b.id) and (p_namespaces is null or exists (
      select from tasker.tasks t
      join tasker.named_tasks d on d.named_task_id = t.named_task_id
      join tasker.task_namespaces n on n.task_namespace_id = d.task_namespace_id
      where t.task_id = f.task_id and n.name = any (p_namespaces)))
  )
  select s.*, o.*, array(select b.id from bound b order by b.kind) as bounds into v_row
  from (
    select range_agg(int8range(f.id, f.id + 1)) filter (where f.kind = 1) as creations,
      range_agg(int8range(f.id, f.id + 1)) filter (where f.kind = 2) as of_steps,
      range_agg(int8range(f.id, f.id + 1)) filter (where f.kind = 3) as of_tasks,
      array[max(f.at) filter (where f.kind = 1), max(f.at) filter (where f.kind = 2), max(f.at) filter (where f.kind = 3)] as latest
    from found f) s,
    (select array_agg(t.kind order by t.at, t.kind, t.id) as kinds, array_agg(t.task_id order by t.at, t.kind, t.id) as task_ids,
      array_agg(t.id order by t.at, t.kind, t.id) as ids
    from told t) o;
  reached := case when p_after is not null then v_row.bounds end;
  unseen := array[v_look[1] - coalesce(v_row.creations, '{}'), v_look[2] - coalesce(v_row.of_steps, '{}'),
    v_look[3] - coalesce(v_row.of_tasks, '{}')]::text[];
  ends := array(select extract(epoch from l.at) * 1000 from unnest(v_row.latest) with ordinality as l (at, place) order by l.place);
  if v_row.ids is not null then
    select coalesce(jsonb_agg(d.document order by d.place), '[]') into changes
    from tasker.change_documents(v_row.kinds, v_row.task_ids, v_row.ids) d;
  end if;
end
$$;
