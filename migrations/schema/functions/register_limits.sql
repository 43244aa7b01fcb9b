-- Writes the limits of queues and systems that a process declares: p_limits [{kind, name, max_running, rate, per_seconds, burst}], or
-- {kind, name, removed} for one that is to go. What it does not name stays as it is. Waits until no limited claim is under way, and
-- lets none begin. Returns what stood there before and differs. Called once when a worker's process starts.
create function tasker.register_limits(p_limits jsonb)
returns table (kind text, name text, former jsonb, removed boolean)
language plpgsql volatile
set lock_timeout = '10s'
as $$
declare
  v_given record;
  v_former tasker.limits;
  v_now timestamptz;
begin
  perform pg_advisory_xact_lock(hashtextextended('tasker.limits', 0));
  v_now := clock_timestamp();
  for v_given in
    select g.*, coalesce(g.removed, false) as goes
    from jsonb_to_recordset(p_limits) as g (
      kind text, name text, max_running integer, rate double precision, per_seconds double precision, burst integer, removed boolean)
    order by g.kind, g.name
  loop
    select m.* into v_former from tasker.limits m where m.kind = v_given.kind and m.name = v_given.name;
    continue when case when found then not v_given.goes
        and (v_former.max_running, v_former.rate, v_former.per_seconds, v_former.burst)
          is not distinct from (v_given.max_running, v_given.rate, v_given.per_seconds, v_given.burst)
      else v_given.goes end;
    if v_former.limit_id is not null then
      return query select v_given.kind, v_given.name, jsonb_build_object('max_running', v_former.max_running, 'rate', v_former.rate,
        'per_seconds', v_former.per_seconds, 'burst', v_former.burst), v_given.goes;
    end if;
    if v_given.goes then
      delete from tasker.limit_slots h where h.limit_id = v_former.limit_id;
      delete from tasker.limits m where m.limit_id = v_former.limit_id;
    else
      insert into tasker.limits as m (kind, name, max_running, rate, per_seconds, burst, tokens, refilled_at)
      values (v_given.kind, v_given.name, v_given.max_running, v_given.rate, v_given.per_seconds, v_given.burst,
        v_given.burst, case when v_given.rate is not null then v_now end)
      on conflict on constraint limits_kind_name_key do update
        set max_running = excluded.max_running, rate = excluded.rate, per_seconds = excluded.per_seconds, burst = excluded.burst,
          tokens = least(excluded.tokens, coalesce(tasker.limit_tokens(m, v_now), excluded.tokens)), refilled_at = excluded.refilled_at;
    end if;
    perform pg_notify('tasker.work', '');
  end loop;
end
$$;
