-- The attempts between two ids of the history of steps, with the beginning of the stretch in which they ended (a minute from p_minutes on, ten
-- minutes from p_tens on, else an hour) and, of completed ones, their seconds and the places of these (duration_place): `waited` and `ran` only
-- where both are known. What is read most often stands first, and without nulls: the columns before it are gone through as well. The history
-- is read by its ranges of pages; the lane stands in it, or is that of the step. Has no settings of its own: it becomes a part of the query
-- that reads it. Locks nothing. Called by count_attempts.
create function tasker.ended_attempts(
  p_transition_id bigint, p_transition_to bigint, p_minutes timestamptz, p_tens timestamptz)
returns table (
  lane integer, at timestamptz, place integer, wait_place integer, run_place integer, failed boolean, given_up boolean, attempt integer,
  took double precision, waited double precision, ran double precision, workflow_step_id integer, ended_at timestamptz, task_id uuid,
  error jsonb
)
language sql stable
as $$
  select e.lane, e.at, tasker.duration_place(e.took), tasker.duration_place(e.waited), tasker.duration_place(e.ran), e.failed,
    e.failed and e.error ->> 'permanent' = 'true', e.attempt, e.took, e.waited, e.ran, e.workflow_step_id, e.ended_at, e.task_id,
    coalesce(e.error, '{}')
  from (
    select case when h.lane is not null then h.lane else (
        select k.lane from tasker.workflow_steps k where k.task_id = h.task_id and k.workflow_step_id = h.workflow_step_id) end as lane,
      date_bin(
        case when h.created_at >= p_minutes then interval '1 minute' when h.created_at >= p_tens then interval '10 minutes'
          else interval '1 hour' end,
        h.created_at, timestamptz '2000-01-01 00:00:00+00') as at,
      h.task_id, h.workflow_step_id, h.attempt, h.created_at as ended_at, h.to_state = 'error' as failed,
      case when h.to_state = 'error' then coalesce(h.error, '{}') end as error,
      case when h.to_state = 'complete' and h.run_seconds is not null then h.wait_seconds::float8 end as waited,
      case when h.to_state = 'complete' and h.wait_seconds is not null then h.run_seconds::float8 end as ran,
      case when h.to_state = 'complete' then greatest(date_part('epoch', h.created_at - h.started_at), 0) end as took
    from tasker.workflow_step_transitions h
    where h.workflow_step_transition_id > p_transition_id and h.workflow_step_transition_id <= p_transition_to and h.started_at is not null
    -- Keeps the seconds from being worked out anew for each use.
    offset 0
  ) e;
$$;
