-- Which tasks were created since a look. Ranges of pages, summarised as they fill: next to no cost when a row is written.
create index tasks_creation on tasker.tasks using brin (creation_id) with (autosummarize = on, pages_per_range = 64);
