import type { Connection } from './rows.js';

/**
 * Watches every write for what the rows alone cannot show afterwards: attempts that go down, finished steps that are undone, claims
 * that are not counted, history that is rewritten. What it finds is written to `public.violations`, in the transaction that did it.
 */
export async function installGuards(connection: Connection): Promise<void> {
  await connection.query(`
    create table public.violations (rule text not null, detail jsonb);
    create function public.guard_step() returns trigger language plpgsql as $$
    declare v_rule text;
    begin
      v_rule := case
        when new.attempts < old.attempts then 'attempts went down'
        when old.state in ('complete', 'resolved_manually') and new.state <> old.state then 'a finished step was undone'
        when old.state = 'cancelled' and new.state in ('in_progress', 'complete', 'error') then 'a cancelled step was revived'
        when new.claimed_by is not null and new.claimed_by is distinct from old.claimed_by and new.attempts <> old.attempts + 1
          then 'a claim was not counted'
        when new.claimed_by is null and new.attempts <> old.attempts then 'attempts were counted without a claim'
        when old.claimed_by is not null and new.claimed_by is not null and new.claimed_by <> old.claimed_by then 'a claim changed hands'
      end;
      if v_rule is not null then
        insert into public.violations values (v_rule, jsonb_build_object('old', to_jsonb(old), 'new', to_jsonb(new)));
      end if;
      return null;
    end $$;
    create trigger guard after update on tasker.workflow_steps for each row execute function public.guard_step();
    create function public.guard_history() returns trigger language plpgsql as $$
    begin
      insert into public.violations values ('history was rewritten', jsonb_build_object('table', tg_table_name, 'old', to_jsonb(old)));
      return null;
    end $$;
    create trigger guard after update on tasker.workflow_step_transitions for each row execute function public.guard_history();
    create trigger guard after update on tasker.task_transitions for each row execute function public.guard_history();
    -- History goes together with its task and not otherwise: seen at the end of the transaction.
    create function public.guard_deletion() returns trigger language plpgsql as $$
    begin
      if exists (select from tasker.tasks t where t.task_id = old.task_id) then
        insert into public.violations values ('history was deleted', jsonb_build_object('table', tg_table_name, 'old', to_jsonb(old)));
      end if;
      return null;
    end $$;
    create constraint trigger deletion after delete on tasker.workflow_step_transitions
      deferrable initially deferred for each row execute function public.guard_deletion();
    create constraint trigger deletion after delete on tasker.task_transitions
      deferrable initially deferred for each row execute function public.guard_deletion();
    -- A task leaves only when it has come to rest, and takes everything with it.
    create function public.guard_retirement() returns trigger language plpgsql as $$
    begin
      if old.finished_at is null then
        insert into public.violations values ('an unfinished task was deleted', to_jsonb(old));
      end if;
      return null;
    end $$;
    create trigger retirement after delete on tasker.tasks for each row execute function public.guard_retirement();`);
}
