// Made of docs/openapi.json by npm run docs:openapi: sha256 f4e2654895724770c2ff9bb8343eef163f27ec4d7612c03598b78065a5a2d142
export interface paths {
    "/analytics/bottlenecks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What is slow, what fails and what waits
         * @description Permission: `tasker.analytics:index`.
         */
        get: operations["getBottlenecks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/analytics/performance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How tasks and steps did in the last hour, four hours and day
         * @description Permission: `tasker.analytics:index`.
         */
        get: operations["getPerformance"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/annotation_types": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Kinds of notes that there are
         * @description Permission: `tasker.annotation:index`.
         */
        get: operations["listAnnotationTypes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/annotations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Typed notes on all tasks, by type, key and value
         * @description In the order of writing. For a caller of some namespaces a page looks at 10,000 notes at most: it may have fewer than `limit`, or none, and still a `next_cursor`.
         *
         *     Permission: `tasker.annotation:index`.
         */
        get: operations["listAnnotations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api-docs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * This document as a page
         * @description Public: needs no permission.
         */
        get: operations["getApiDocs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api-docs/{file}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A file of the page
         * @description Public: needs no permission.
         */
        get: operations["getApiDocsFile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/archived_tasks/{task_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A task that retention has archived
         * @description Permission: `tasker.task:show`.
         */
        get: operations["getArchivedTask"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/circuits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How each dependent system stands to failure
         * @description For a caller that is confined to namespaces: the systems that definitions there use, as their tasks see them.
         *
         *     Permission: `tasker.worker:index`.
         */
        get: operations["listCircuits"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/dead_letters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Tasks that need a person, with what it takes to decide
         * @description Those that rest in error, and unfinished ones with a step that loses its workers, in the order of their ids.
         *
         *     Permission: `tasker.dead_letter:index`.
         */
        get: operations["listDeadLetters"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/dead_letters/count": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How many tasks need a person
         * @description Permission: `tasker.dead_letter:index`.
         */
        get: operations["countDeadLetters"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/dead_letters/{task_id}/resolve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Deal with a task that needs a person: retry it, or take it as done
         * @description Permission: `tasker.dead_letter:resolve`.
         */
        post: operations["resolveDeadLetter"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/dependent_systems/links": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What a thing of one system is in other systems
         * @description In the order of linking. Links belong to no namespace: 403 for a caller that is confined to some.
         *
         *     Permission: `tasker.annotation:index`.
         */
        get: operations["listSystemLinks"];
        put?: never;
        /**
         * Say that two things of two systems are the same one
         * @description Systems come into being with their first link. Links belong to no namespace: 403 for a caller that is confined to some.
         *
         *     Permission: `tasker.annotation:create`.
         */
        post: operations["linkSystems"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/handlers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Namespaces with the number of their tasks
         * @description Permission: `tasker.handler:index`.
         */
        get: operations["listNamespaces"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/handlers/{namespace}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The tasks of a namespace with their versions
         * @description Permission: `tasker.handler:index`.
         */
        get: operations["listHandlersInNamespace"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/handlers/{namespace}/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A definition with its steps and their graph
         * @description Permission: `tasker.handler:show`.
         */
        get: operations["getHandlerWithDependencies"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/handlers/{namespace}/{name}/diagram": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A definition as a picture
         * @description Permission: `tasker.handler:show`.
         */
        get: operations["getHandlerDiagram"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/handlers/{namespace}/{name}/diff": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How two versions of a definition differ
         * @description Steps with one name are the same step. Of settings, values of sensitive keys are masked.
         *
         *     Permission: `tasker.handler:show`.
         */
        get: operations["compareHandlerVersions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether the process answers
         * @description Touches nothing but the process.
         *
         *     Public: needs no permission.
         */
        get: operations["getHealthLiveness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether the process may be sent work
         * @description The database answers on the engine's pool, the schema is what the code needs, the event loop is not held up, and the worker claims. 503 while the process starts, and from the beginning of its shutdown, before its worker stops to claim. Kept for `health.cacheDuration`.
         *
         *     Public: needs no permission.
         */
        get: operations["getHealthReadiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How the whole system does
         * @description Figures of all tasks, steps, queues and connections. `healthy` follows the thresholds of the option `health`; the answer is 200 also where it is false, unless `health.failWhenUnhealthy` is set. Figures are of all namespaces: credentials that are confined to some are refused.
         *
         *     Permission: `tasker.health_status:index`.
         */
        get: operations["getHealthStatus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/limits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Limits of queues, dependent systems and keys, with what runs and waits under each
         * @description Queues and systems belong to no namespace: a caller that is confined to some sees the limits of keys of the definitions there.
         *
         *     Permission: `tasker.worker:index`.
         */
        get: operations["listLimits"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Metrics in the exposition format of Prometheus
         * @description Of all namespaces: 403 for a caller that is confined to some.
         *
         *     Permission: `tasker.metrics:index`.
         */
        get: operations["exportMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * This document
         * @description Public: needs no permission.
         */
        get: operations["getOpenApi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/stale_tasks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Warnings about unfinished tasks that do not go on
         * @description Permission: `tasker.dead_letter:index`.
         */
        get: operations["listStaleTasks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/stale_tasks/count": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How many warnings of each kind there are
         * @description Permission: `tasker.dead_letter:index`.
         */
        get: operations["countStaleTasks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A page of tasks
         * @description In the order of their creation. All filters hold together. Without contexts unless asked for, and without steps.
         *
         *     Permission: `tasker.task:index`.
         */
        get: operations["listTasks"];
        put?: never;
        /**
         * Create a task
         * @description The body may be the request itself or `{ "task": … }`. A repeated request, with an idempotency key or by the identity of the task, is answered 200 with the task that is there.
         *
         *     Permission: `tasker.task:create`.
         */
        post: operations["createTask"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create many tasks: all of them, or none
         * @description Up to 1,000 in one transaction. When one cannot be used nothing is written, and each path in `details` begins with its place, `tasks.3.context`.
         *
         *     Permission: `tasker.task:create`.
         */
        post: operations["createTasks"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks/bulk/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel all tasks of a selection
         * @description Of the tasks that were created before the action began, in batches, each a transaction: what was done stays done. It ends after the batches under way when the client disconnects. Count first, by `dry_run`, and send the number as `expected`.
         *
         *     Permissions, all of them: `tasker.task:bulk`, `tasker.task:cancel`.
         */
        post: operations["cancelTasks"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks/bulk/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let nothing more begin of all tasks of a selection
         * @description Of the tasks that were created before the action began, in batches, each a transaction: what was done stays done. It ends after the batches under way when the client disconnects. Count first, by `dry_run`, and send the number as `expected`.
         *
         *     Permissions, all of them: `tasker.task:bulk`, `tasker.task:pause`.
         */
        post: operations["pauseTasks"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks/bulk/resolve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take all tasks of a selection as done
         * @description Of the tasks that were created before the action began, in batches, each a transaction: what was done stays done. It ends after the batches under way when the client disconnects. Count first, by `dry_run`, and send the number as `expected`.
         *
         *     Permissions, all of them: `tasker.task:bulk`, `tasker.task:resolve`.
         */
        post: operations["resolveTasks"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks/bulk/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let all paused tasks of a selection go on
         * @description Of the tasks that were created before the action began, in batches, each a transaction: what was done stays done. It ends after the batches under way when the client disconnects. Count first, by `dry_run`, and send the number as `expected`.
         *
         *     Permissions, all of them: `tasker.task:bulk`, `tasker.task:resume`.
         */
        post: operations["resumeTasks"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks/bulk/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let the failed steps of all tasks of a selection run again
         * @description Of the tasks that were created before the action began, in batches, each a transaction: what was done stays done. It ends after the batches under way when the client disconnects. Count first, by `dry_run`, and send the number as `expected`.
         *
         *     Permissions, all of them: `tasker.task:bulk`, `tasker.task:retry`.
         */
        post: operations["retryTasks"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Changes of tasks as they are committed
         * @description Server-sent events: `ready` with the cursor at which the stream begins; `task.created`, `task.changed` and `step.changed` as they are committed, with the change as their data; `reset` when changes may have been left out, so that what is shown has to be read anew. The `id` of an event is a cursor: a client that comes back with `Last-Event-ID` misses nothing and is told nothing twice. An attempt of a step is told when it ends. A comment is sent when there is nothing to tell. The stream ends when the credentials expire, when the server shuts down, and after a while anyway (`live.maxDuration`): come back then.
         *
         *     Permission: `tasker.task:show`.
         */
        get: operations["watchTasks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks/{task_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A task with its steps
         * @description Permission: `tasker.task:show`.
         */
        get: operations["getTask"];
        /**
         * The same as PATCH: what is not named stays as it is
         * @description In any state. The history says what was changed, and by whom.
         *
         *     Permission: `tasker.task:update`.
         */
        put: operations["replaceTask"];
        post?: never;
        /**
         * Cancel a task; nothing is deleted
         * @description Permission: `tasker.task:cancel`.
         */
        delete: operations["cancelTask"];
        options?: never;
        head?: never;
        /**
         * Change the reason and tags of a task
         * @description In any state. The history says what was changed, and by whom.
         *
         *     Permission: `tasker.task:update`.
         */
        patch: operations["updateTask"];
        trace?: never;
    };
    "/tasks/{task_id}/analysis": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Critical paths, error chains and bottlenecks of a task
         * @description Permission: `tasker.task:show`.
         */
        get: operations["analyzeTask"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks/{task_id}/annotations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Typed notes on a task, in the order of writing
         * @description Permission: `tasker.annotation:index`.
         */
        get: operations["listTaskAnnotations"];
        put?: never;
        /**
         * Write a typed note on a task
         * @description Permission: `tasker.annotation:create`.
         */
        post: operations["createTaskAnnotation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks/{task_id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel a task: the same as DELETE
         * @description Unfinished steps are cancelled, running ones aborted. Nothing is deleted.
         *
         *     Permission: `tasker.task:cancel`.
         */
        post: operations["cancelTaskNow"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks/{task_id}/diagram": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A task as a picture
         * @description Permission: `tasker.task_diagram:index`.
         */
        get: operations["getTaskDiagram"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks/{task_id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Changes of a task as they are committed
         * @description Server-sent events: `ready` with the cursor at which the stream begins; `task.created`, `task.changed` and `step.changed` as they are committed, with the change as their data; `reset` when changes may have been left out, so that what is shown has to be read anew. The `id` of an event is a cursor: a client that comes back with `Last-Event-ID` misses nothing and is told nothing twice. An attempt of a step is told when it ends. A comment is sent when there is nothing to tell. The stream ends when the credentials expire, when the server shuts down, and after a while anyway (`live.maxDuration`): come back then.
         *
         *     Permission: `tasker.task:show`.
         */
        get: operations["watchTask"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks/{task_id}/execution_context": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Where a task stands as a whole, and what to do next
         * @description Permission: `tasker.task:explain`.
         */
        get: operations["getExecutionContext"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks/{task_id}/explain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Why a task, and each of its unfinished steps, is not finished
         * @description Permission: `tasker.task:explain`.
         */
        get: operations["explainTask"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks/{task_id}/forecast": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * When a task will be finished
         * @description Permission: `tasker.task:show`.
         */
        get: operations["forecastTask"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks/{task_id}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let nothing more of a task begin
         * @description What runs is finished; its time limit goes on.
         *
         *     Permission: `tasker.task:pause`.
         */
        post: operations["pauseTask"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks/{task_id}/readiness": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Which steps of a task may run, and what keeps the others back
         * @description Permission: `tasker.workflow_step:explain`.
         */
        get: operations["getReadiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks/{task_id}/resolve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take a task as done although it is not
         * @description Failed steps are resolved, all other unfinished ones cancelled, running ones aborted.
         *
         *     Permission: `tasker.task:resolve`.
         */
        post: operations["resolveTask"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks/{task_id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let a paused task go on
         * @description Permission: `tasker.task:resume`.
         */
        post: operations["resumeTask"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks/{task_id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let every failed step of a task run again, at once
         * @description Permission: `tasker.task:retry`.
         */
        post: operations["retryTask"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks/{task_id}/task_diagrams": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A task as a picture, under its other path
         * @description Permission: `tasker.task_diagram:index`.
         */
        get: operations["getTaskDiagrams"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks/{task_id}/transitions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What happened to a task and its steps, by whom and why
         * @description In the order in which it happened. An attempt of a step is one row, written when it ends. The creation of the task is none.
         *
         *     Permission: `tasker.task:show`.
         */
        get: operations["listTransitions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks/{task_id}/what_if": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * When a task would be finished if steps took longer or shorter
         * @description Permission: `tasker.task:show`.
         */
        post: operations["forecastTaskWhatIf"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks/{task_id}/workflow_steps": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A page of the steps of a task
         * @description Permission: `tasker.workflow_step:index`.
         */
        get: operations["getStepsByTask"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks/{task_id}/workflow_steps/{workflow_step_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A step of a task
         * @description Permission: `tasker.workflow_step:show`.
         */
        get: operations["getStepByTask"];
        /**
         * The same as PATCH: what is not named stays as it is
         * @description Only while it is pending or in error, both or none. The history says what was changed, and by whom. A step that failed only because its attempts were used up goes on at once when there are more.
         *
         *     Permission: `tasker.workflow_step:update`.
         */
        put: operations["replaceStepByTask"];
        post?: never;
        /**
         * Cancel a step; nothing is deleted
         * @description With it every pending step that can no longer run. The task goes on with what is left.
         *
         *     Permission: `tasker.workflow_step:cancel`.
         */
        delete: operations["cancelStepByTask"];
        options?: never;
        head?: never;
        /**
         * Change the retry limit and the inputs of a step
         * @description Only while it is pending or in error, both or none. The history says what was changed, and by whom. A step that failed only because its attempts were used up goes on at once when there are more.
         *
         *     Permission: `tasker.workflow_step:update`.
         */
        patch: operations["updateStepByTask"];
        trace?: never;
    };
    "/tasks/{task_id}/workflow_steps/{workflow_step_id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel a step: the same as DELETE
         * @description Permission: `tasker.workflow_step:cancel`.
         */
        post: operations["cancelStepByAction"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks/{task_id}/workflow_steps/{workflow_step_id}/complete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Complete a step that is pending or has failed with a result
         * @description Permission: `tasker.workflow_step:complete`.
         */
        post: operations["completeStep"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks/{task_id}/workflow_steps/{workflow_step_id}/resolve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let the task go on without a step that is pending or has failed
         * @description Permission: `tasker.workflow_step:resolve`.
         */
        post: operations["resolveStep"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks/{task_id}/workflow_steps/{workflow_step_id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let a failed step run again, at once
         * @description Permission: `tasker.workflow_step:retry`.
         */
        post: operations["retryStep"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tasks/{task_id}/workflow_steps/{workflow_step_id}/transitions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What happened to a step, by whom and why
         * @description Permission: `tasker.workflow_step:show`.
         */
        get: operations["listStepTransitions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Workers of all processes, the latest start first
         * @description Also those that have stopped or were lost in the last week. A caller that is confined to namespaces sees the workers that have code for a definition there.
         *
         *     Permission: `tasker.worker:index`.
         */
        get: operations["listWorkers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * @description Who acts, and why.
         * @example {
         *       "reason": "stock count"
         *     }
         */
        ActionBody: {
            /** @description Why: stands in the history. */
            reason?: string;
            /** @description Who acts: stands in the history. Only where nobody is authenticated (`auth: 'none'`); else the caller stands there, and naming somebody is refused. */
            actor?: string;
        };
        /**
         * @description Kinds of notes by name, at most 1,000.
         * @example {
         *       "annotation_types": [
         *         {
         *           "name": "fraud_score",
         *           "description": null
         *         }
         *       ]
         *     }
         */
        AnnotationTypeList: {
            annotation_types: {
                name: string;
                description: string | null;
            }[];
        };
        /** @description A task that retention took out of the tables, as it was then. */
        ArchivedTask: {
            /** Format: uuid */
            task_id: string;
            /** @description Of its definition. */
            name: string;
            /** @description Of its definition. */
            namespace: string;
            /** @description Of its definition. */
            version: string;
            /** @description `<namespace>.<name>@<version>` */
            full_name: string;
            /**
             * @description Its state.
             * @enum {string}
             */
            status: "pending" | "in_progress" | "complete" | "error" | "cancelled" | "resolved_manually";
            /**
             * Format: date-time
             * @example 2026-03-01T10:00:00.000Z
             */
            requested_at: string;
            /**
             * Format: date-time
             * @example 2026-03-01T10:00:00.000Z
             */
            finished_at: string;
            /**
             * Format: date-time
             * @example 2026-03-01T10:00:00.000Z
             */
            archived_at: string;
            /** @description Its rows, with the names of their columns. */
            document: {
                task: {
                    [key: string]: unknown;
                };
                steps: {
                    [key: string]: unknown;
                }[];
                /** @description History of the task. */
                transitions: {
                    [key: string]: unknown;
                }[];
                /** @description History of its steps. */
                step_transitions: {
                    [key: string]: unknown;
                }[];
                annotations: unknown[];
            };
        };
        /**
         * @description One archived task.
         * @example {
         *       "archived_task": {
         *         "task_id": "019ca8c1-8a00-7000-8000-000000000001",
         *         "name": "process_order",
         *         "namespace": "shop",
         *         "version": "1.2.0",
         *         "full_name": "shop.process_order@1.2.0",
         *         "status": "complete",
         *         "requested_at": "2026-03-01T10:00:00.000Z",
         *         "finished_at": "2026-03-01T10:00:01.300Z",
         *         "archived_at": "2026-06-01T00:00:00.000Z",
         *         "document": {
         *           "task": {
         *             "reason": "checkout"
         *           },
         *           "steps": [],
         *           "transitions": [],
         *           "step_transitions": [],
         *           "annotations": []
         *         }
         *       }
         *     }
         */
        ArchivedTaskAnswer: {
            archived_task: components["schemas"]["ArchivedTask"];
        };
        /** @description Where the time of attempts goes. */
        AttemptTimes: {
            wait: components["schemas"]["TimeFigures"];
            execute: components["schemas"]["TimeFigures"];
            /** @description Seconds; null when nothing was measured. */
            overhead: number | null;
        };
        /** @description What is slow, what fails and what waits. */
        BottleneckAnalytics: {
            /** @description How much was looked at. */
            scope_summary: {
                total_tasks: number;
                unique_task_types: number;
                time_span_hours: number;
            };
            /** @description What holds tasks up. */
            bottleneck_analysis: {
                /** @description At most ten. */
                slowest_tasks: components["schemas"]["SlowTask"][];
                /** @description At most ten. */
                slowest_steps: components["schemas"]["SlowStep"][];
                /** @description At most ten. */
                busiest_steps: components["schemas"]["StepLoad"][];
                error_patterns: components["schemas"]["ErrorPatterns"];
                dependency_bottlenecks: components["schemas"]["DependencyBottlenecks"];
            };
            /** @description How long tasks took that completed in the period. */
            performance_distribution: {
                /** @description Seconds; right to 4.5 %. */
                percentiles: {
                    /** @description Seconds; null when nothing was measured. */
                    p50: number | null;
                    /** @description Seconds; null when nothing was measured. */
                    p95: number | null;
                    /** @description Seconds; null when nothing was measured. */
                    p99: number | null;
                };
                distribution_buckets: {
                    /** @description `0-10s`, `10-30s` or `30s+`. */
                    range: string;
                    count: number;
                }[];
            };
            step_times: components["schemas"]["AttemptTimes"];
            /** @description At most five sentences, what matters most first. */
            recommendations: string[];
            /** @description The same, in the same order, with their figures. */
            recommendation_details: components["schemas"]["Recommendation"][];
            /** @description What the figures are about; null: everything. */
            scope: {
                namespace: string | null;
                name: string | null;
                version: string | null;
            };
            analysis_period_hours: number;
            /**
             * Format: date-time
             * @description Where the period begins.
             * @example 2026-03-01T10:00:00.000Z
             */
            since: string;
            /**
             * Format: date-time
             * @description What was committed until then is counted; null: the history was never counted to its end.
             * @example 2026-03-01T10:00:00.000Z
             */
            as_of: string | null;
            /**
             * Format: date-time
             * @example 2026-03-01T10:00:00.000Z
             */
            generated_at: string;
            cache_info: components["schemas"]["CacheInfo"];
        };
        /**
         * @description What a bulk action did.
         * @example {
         *       "bulk_action": {
         *         "action": "cancel",
         *         "dry_run": false,
         *         "matched": 12,
         *         "changed": 12,
         *         "unchanged": 0,
         *         "refused": 0,
         *         "busy": 0
         *       }
         *     }
         */
        BulkActionAnswer: {
            /** @description The numbers of tasks add up to `matched`, except in a dry run. */
            bulk_action: {
                /** @enum {string} */
                action: "cancel" | "retry" | "resolve" | "pause" | "resume";
                /** @description Only counted: nothing was changed. */
                dry_run: boolean;
                /** @description Matched when the action began. */
                matched: number;
                changed: number;
                /** @description Were what the action makes of them already, or no longer what was asked for. */
                unchanged: number;
                /** @description Their state does not allow the action. */
                refused: number;
                /** @description Held by somebody for too long: repeat the action for them. */
                busy: number;
            };
        };
        /**
         * @description Which tasks, and why.
         * @example {
         *       "selection": {
         *         "namespace": "shop",
         *         "name": "process_order",
         *         "status": "error"
         *       },
         *       "reason": "the gateway is back",
         *       "expected": 12
         *     }
         */
        BulkActionBody: {
            selection: components["schemas"]["TaskSelection"];
            /** @description Why: stands in the history of each task. Required, 422 without it, except for a dry run. */
            reason?: string;
            /** @description Who acts: stands in the history. Only where nobody is authenticated (`auth: 'none'`); else the caller stands there, and naming somebody is refused. */
            actor?: string;
            /** @description How many tasks you expect to match: 409, and nothing is done, when it is another number. Required, 422, for an empty selection. */
            expected?: number;
            /** @description Only counts what matches. Default false. */
            dry_run?: boolean;
        };
        /** @description How the answer came about. */
        CacheInfo: {
            /** @description It was made before it was asked for. */
            cached: boolean;
            /** @description Null: it is not kept. */
            cache_key: string | null;
            /** @description For how long it is kept. */
            ttl_seconds: number | null;
            base_ttl_seconds: number | null;
        };
        /**
         * @description Why. It may stand in the query instead.
         * @example {
         *       "reason": "ordered twice"
         *     }
         */
        CancelBody: {
            /** @description Why: stands in the history. */
            reason?: string;
        };
        /**
         * @description The task as the cancellation has left it.
         * @example {
         *       "cancelled": true,
         *       "task": {
         *         "task_id": "019ca8c1-8a00-7000-8000-000000000001",
         *         "name": "process_order",
         *         "namespace": "shop",
         *         "version": "1.2.0",
         *         "full_name": "shop.process_order@1.2.0",
         *         "status": "complete",
         *         "complete": true,
         *         "priority": 0,
         *         "initiator": "ann",
         *         "source_system": "web",
         *         "reason": "checkout",
         *         "tags": [
         *           "vip"
         *         ],
         *         "bypass_steps": [],
         *         "correlation_id": "c-17",
         *         "requested_at": "2026-03-01T10:00:00.000Z",
         *         "finished_at": "2026-03-01T10:00:01.300Z",
         *         "paused_at": null,
         *         "paused_by": null,
         *         "pause_reason": null,
         *         "incomplete_steps": 0,
         *         "context": {
         *           "order_id": "o-1",
         *           "amount": 12
         *         },
         *         "workflow_steps": [
         *           {
         *             "task_id": "019ca8c1-8a00-7000-8000-000000000001",
         *             "workflow_step_id": 1,
         *             "name": "charge_card",
         *             "named_step_id": 4,
         *             "status": "complete",
         *             "attempts": 1,
         *             "retry_limit": 3,
         *             "retryable": true,
         *             "skippable": false,
         *             "queue": "default",
         *             "priority": 0,
         *             "processed": true,
         *             "processed_at": "2026-03-01T10:00:01.250Z",
         *             "in_process": false,
         *             "ready_at": null,
         *             "claimed_at": "2026-03-01T10:00:00.900Z",
         *             "last_attempted_at": "2026-03-01T10:00:01.250Z",
         *             "backoff_request_seconds": null,
         *             "inputs": null,
         *             "results": {
         *               "charge_id": "c-1"
         *             },
         *             "error": null,
         *             "children_ids": [],
         *             "parents_ids": [],
         *             "siblings_ids": []
         *           }
         *         ],
         *         "workflow_summary": {
         *           "total_steps": 1,
         *           "completed": 1,
         *           "pending": 0,
         *           "in_progress": 0,
         *           "failed": 0,
         *           "ready": 0,
         *           "completion_percentage": 100,
         *           "status": "all_complete",
         *           "health": "healthy",
         *           "recommended_action": "finalize_task",
         *           "progress_details": {
         *             "completed_ratio": "1/1",
         *             "completion_percentage": "100%",
         *             "remaining_steps": 0,
         *             "failed_steps": 0,
         *             "ready_steps": 0
         *           }
         *         },
         *         "task_annotations": []
         *       }
         *     }
         */
        CancelledTask: {
            /** @constant */
            cancelled: true;
            task: components["schemas"]["Task"];
        };
        /**
         * @description The step and its task as the cancellation has left them.
         * @example {
         *       "cancelled": true,
         *       "workflow_step": {
         *         "task_id": "019ca8c1-8a00-7000-8000-000000000001",
         *         "workflow_step_id": 1,
         *         "name": "charge_card",
         *         "named_step_id": 4,
         *         "status": "complete",
         *         "attempts": 1,
         *         "retry_limit": 3,
         *         "retryable": true,
         *         "skippable": false,
         *         "queue": "default",
         *         "priority": 0,
         *         "processed": true,
         *         "processed_at": "2026-03-01T10:00:01.250Z",
         *         "in_process": false,
         *         "ready_at": null,
         *         "claimed_at": "2026-03-01T10:00:00.900Z",
         *         "last_attempted_at": "2026-03-01T10:00:01.250Z",
         *         "backoff_request_seconds": null,
         *         "inputs": null,
         *         "results": {
         *           "charge_id": "c-1"
         *         },
         *         "error": null,
         *         "children_ids": [],
         *         "parents_ids": [],
         *         "siblings_ids": []
         *       },
         *       "task": {
         *         "task_id": "019ca8c1-8a00-7000-8000-000000000001",
         *         "name": "process_order",
         *         "namespace": "shop",
         *         "version": "1.2.0",
         *         "full_name": "shop.process_order@1.2.0",
         *         "status": "complete",
         *         "complete": true,
         *         "priority": 0,
         *         "initiator": "ann",
         *         "source_system": "web",
         *         "reason": "checkout",
         *         "tags": [
         *           "vip"
         *         ],
         *         "bypass_steps": [],
         *         "correlation_id": "c-17",
         *         "requested_at": "2026-03-01T10:00:00.000Z",
         *         "finished_at": "2026-03-01T10:00:01.300Z",
         *         "paused_at": null,
         *         "paused_by": null,
         *         "pause_reason": null,
         *         "incomplete_steps": 0
         *       }
         *     }
         */
        CancelledWorkflowStep: {
            /** @constant */
            cancelled: true;
            workflow_step: components["schemas"]["WorkflowStep"];
            task: components["schemas"]["TaskSummary"];
        };
        /** @description How a dependent system stands to failure, over the steps of unfinished tasks and of those in error. */
        Circuit: {
            dependent_system_id: number;
            name: string;
            /**
             * @description `half_open` when a step of it is, else `open` when one is, else `closed`.
             * @enum {string}
             */
            circuit: "closed" | "open" | "half_open";
            /** @description Steps by circuit. */
            steps: {
                closed: number;
                open: number;
                half_open: number;
            };
            /**
             * Format: date-time
             * @description When the first open one is tried again; null when none is, by itself.
             * @example 2026-03-01T10:00:00.000Z
             */
            next_retry_at: string | null;
            /** @description There were more than 100,000 steps: those of older tasks are left out. */
            sampled: boolean;
        };
        /**
         * @description All dependent systems by name.
         * @example {
         *       "circuits": [
         *         {
         *           "dependent_system_id": 2,
         *           "name": "bank",
         *           "circuit": "open",
         *           "steps": {
         *             "closed": 40,
         *             "open": 2,
         *             "half_open": 0
         *           },
         *           "next_retry_at": "2026-03-01T10:00:30.000Z",
         *           "sampled": false
         *         }
         *       ]
         *     }
         */
        CircuitList: {
            circuits: components["schemas"]["Circuit"][];
        };
        /**
         * @description What the handler of the step might have returned, and why.
         * @example {
         *       "results": {
         *         "charge_id": "c-1"
         *       },
         *       "reason": "charged by phone"
         *     }
         */
        CompleteStepBody: {
            /** @description An object or a list, as the handler would return it. Default `{}`. */
            results?: unknown;
            /** @description Why: stands in the history. Required, 422 without it. */
            reason: string;
            /** @description Who acts: stands in the history. Only where nobody is authenticated (`auth: 'none'`); else the caller stands there, and naming somebody is refused. */
            actor?: string;
        };
        /**
         * @description The note as it is, or under `task_annotation`.
         * @example {
         *       "type": "fraud_score",
         *       "annotation": {
         *         "score": 0.2,
         *         "reviewer": "ada"
         *       }
         *     }
         */
        CreateAnnotationBody: components["schemas"]["NewAnnotation"] | {
            task_annotation: components["schemas"]["NewAnnotation"];
        };
        /**
         * @description The request as it is, or under `task`.
         * @example {
         *       "name": "process_order",
         *       "namespace": "shop",
         *       "context": {
         *         "order_id": "o-1",
         *         "amount": 12
         *       },
         *       "tags": [
         *         "vip"
         *       ]
         *     }
         */
        CreateTaskBody: components["schemas"]["TaskRequest"] | {
            task: components["schemas"]["TaskRequest"];
        };
        /**
         * @description Tasks to create: all of them, or none when one cannot be used.
         * @example {
         *       "tasks": [
         *         {
         *           "name": "process_order",
         *           "namespace": "shop",
         *           "context": {
         *             "order_id": "o-1",
         *             "amount": 12
         *           },
         *           "tags": [
         *             "vip"
         *           ]
         *         }
         *       ]
         *     }
         */
        CreateTasksBody: {
            tasks: components["schemas"]["TaskRequest"][];
        };
        /**
         * @description What was created, in the order of the requests.
         * @example {
         *       "tasks": [
         *         {
         *           "task_id": "019ca8c1-8a00-7000-8000-000000000001",
         *           "name": "process_order",
         *           "namespace": "shop",
         *           "version": "1.2.0",
         *           "full_name": "shop.process_order@1.2.0",
         *           "status": "complete",
         *           "complete": true,
         *           "priority": 0,
         *           "initiator": "ann",
         *           "source_system": "web",
         *           "reason": "checkout",
         *           "tags": [
         *             "vip"
         *           ],
         *           "bypass_steps": [],
         *           "correlation_id": "c-17",
         *           "requested_at": "2026-03-01T10:00:00.000Z",
         *           "finished_at": "2026-03-01T10:00:01.300Z",
         *           "paused_at": null,
         *           "paused_by": null,
         *           "pause_reason": null,
         *           "incomplete_steps": 0
         *         }
         *       ],
         *       "created": 1,
         *       "duplicates": 0
         *     }
         */
        CreatedTasks: {
            tasks: components["schemas"]["TaskSummary"][];
            /** @description How many are new. */
            created: number;
            /** @description How many were there before: repeated requests. */
            duplicates: number;
        };
        /** @description A way through a task, and how its steps stand. */
        CriticalPath: {
            /** @description From root to leaf. */
            path: number[];
            length: number;
            step_names: string[];
            completed_steps: number;
            blocked_steps: number;
            error_steps: number;
            retry_steps: number;
            ready_steps: number;
            /** @description Seconds, by `dependencyGraph.durationEstimates`. */
            estimated_duration: number;
            bottlenecks: {
                /** @description Place of the step in its task. */
                step_id: number;
                step_name: string;
                reason: string;
                /** @description Points. */
                severity: number;
                impact: string;
            }[];
            /** @description Points, from 0 on. */
            criticality_score: number;
            completion_percentage: number;
        };
        /** @description A task that needs a person, with what it takes to decide. */
        DeadLetter: {
            task: components["schemas"]["TaskSummary"];
            /**
             * @description Why it needs a person: a failure that no attempt can mend, attempts that are used up, a step that loses its workers, or a time limit.
             * @enum {string}
             */
            kind: "failed_for_good" | "attempts_exhausted" | "poison_step" | "time_limit";
            /**
             * Format: date-time
             * @description When it came to rest in error; null while it has not.
             * @example 2026-03-01T10:00:00.000Z
             */
            failed_at: string | null;
            /** @description At most 50. */
            failed_steps: {
                workflow_step_id: number;
                name: string;
                /**
                 * @description Its state.
                 * @enum {string}
                 */
                status: "pending" | "in_progress" | "complete" | "error" | "cancelled" | "resolved_manually";
                /**
                 * @description Why it needs a person: a failure that no attempt can mend, attempts that are used up, a step that loses its workers, or a time limit.
                 * @enum {string}
                 */
                kind: "failed_for_good" | "attempts_exhausted" | "poison_step" | "time_limit";
                error: components["schemas"]["StepError"] | null;
                attempts: number;
                retry_limit: number;
                /** @description Only the attempts were used up. */
                exhausted: boolean;
                /** @description Attempts that were lost with their workers. */
                lost_attempts: number;
                /** @description Unfinished steps that cannot run without it, at most 100. */
                blocks: string[];
                /** @description The latest rows, at most 10, the oldest first. */
                history: {
                    attempt: number;
                    /**
                     * Format: date-time
                     * @description When the attempt began whose end this is; null for everything else.
                     * @example 2026-03-01T10:00:00.000Z
                     */
                    started_at: string | null;
                    /**
                     * Format: date-time
                     * @description When it was written: of an attempt, when it ended.
                     * @example 2026-03-01T10:00:00.000Z
                     */
                    at: string;
                    /**
                     * Format: uuid
                     * @description Which worker made the attempt.
                     */
                    worker_id: string | null;
                    /**
                     * @description The state before.
                     * @enum {string}
                     */
                    from_status: "pending" | "in_progress" | "complete" | "error" | "cancelled" | "resolved_manually";
                    /**
                     * @description The state after: the same where something was changed, not moved.
                     * @enum {string}
                     */
                    to_status: "pending" | "in_progress" | "complete" | "error" | "cancelled" | "resolved_manually";
                    /** @description Who did it, where a person did it. */
                    actor: string | null;
                    /** @description Why. */
                    reason: string | null;
                    /** @description What went wrong in the attempt. */
                    error: components["schemas"]["StepError"] | null;
                }[];
            }[];
            /** @description Failed steps that are not shown. */
            more_failed_steps: number;
            /** @description What would resolve it: of the task, then of each failed step. */
            actions: {
                /** @description `retry_task`, `resolve_step` … */
                action: string;
                /** @description Of an action on a step. */
                workflow_step_id: number | null;
                step_name: string | null;
            }[];
        };
        /**
         * @description How many tasks need a person.
         * @example {
         *       "count": 3
         *     }
         */
        DeadLetterCount: {
            count: number;
        };
        /**
         * @description A page of a list.
         * @example {
         *       "dead_letters": [
         *         {
         *           "task": {
         *             "task_id": "019ca8c1-8a00-7000-8000-000000000001",
         *             "name": "process_order",
         *             "namespace": "shop",
         *             "version": "1.2.0",
         *             "full_name": "shop.process_order@1.2.0",
         *             "status": "error",
         *             "complete": false,
         *             "priority": 0,
         *             "initiator": "ann",
         *             "source_system": "web",
         *             "reason": "checkout",
         *             "tags": [
         *               "vip"
         *             ],
         *             "bypass_steps": [],
         *             "correlation_id": "c-17",
         *             "requested_at": "2026-03-01T10:00:00.000Z",
         *             "finished_at": "2026-03-01T10:00:01.300Z",
         *             "paused_at": null,
         *             "paused_by": null,
         *             "pause_reason": null,
         *             "incomplete_steps": 2,
         *             "context": {
         *               "order_id": "o-1"
         *             }
         *           },
         *           "kind": "attempts_exhausted",
         *           "failed_at": "2026-03-01T10:00:09.000Z",
         *           "failed_steps": [
         *             {
         *               "workflow_step_id": 1,
         *               "name": "charge_card",
         *               "status": "error",
         *               "kind": "attempts_exhausted",
         *               "error": null,
         *               "attempts": 3,
         *               "retry_limit": 3,
         *               "exhausted": true,
         *               "lost_attempts": 0,
         *               "blocks": [
         *                 "send_receipt"
         *               ],
         *               "history": []
         *             }
         *           ],
         *           "more_failed_steps": 0,
         *           "actions": [
         *             {
         *               "action": "retry_task",
         *               "workflow_step_id": null,
         *               "step_name": null
         *             }
         *           ]
         *         }
         *       ],
         *       "next_cursor": null
         *     }
         */
        DeadLetterPage: {
            dead_letters: components["schemas"]["DeadLetter"][];
            /** @description `cursor` of the next page; null on the last one. */
            next_cursor: string | null;
        };
        /** @description Steps that wait for others at this moment. */
        DependencyBottlenecks: {
            /** @description Dependencies that are not fulfilled. */
            blocking_dependencies: number;
            /** @description Steps that wait for them. */
            blocked_steps: number;
            /** @description Seconds since the request of their tasks. */
            avg_wait_time: number | null;
            longest_wait_time: number | null;
            /** @description At most three. */
            most_blocked_steps: {
                step_name: string;
                task_name: string;
                namespace: string;
                version: string;
                steps: number;
                /** @description Seconds. */
                average_wait: number;
            }[];
            /** @description There were more than were looked at. */
            sampled: boolean;
            looked_at: number;
        };
        /** @description A picture as boxes and arrows. */
        Diagram: {
            title: string;
            /**
             * @description From top to bottom.
             * @enum {string}
             */
            direction: "TD";
            nodes: components["schemas"]["DiagramNode"][];
            edges: components["schemas"]["DiagramEdge"][];
            /** @description Of the whole picture. */
            attributes: {
                /** @description There are more than 200 steps or 500 arrows: boxes stand for groups of levels. */
                condensed: boolean;
                /** @description Steps, drawn or not. */
                total_steps: number;
                /** @description Dependencies, drawn or not. */
                total_dependencies: number;
                /**
                 * Format: date-time
                 * @example 2026-03-01T10:00:00.000Z
                 */
                generated_at: string;
            };
        };
        /** @description An arrow. */
        DiagramEdge: {
            source_id: string;
            target_id: string;
            /** @description `provides` for a dependency. */
            label?: string;
            /** @enum {string} */
            type: "solid" | "dashed";
            /** @enum {string} */
            direction: "forward";
            /** @description Of an arrow. */
            attributes: {
                /** @description It is on the critical path. */
                critical: boolean;
                /** @enum {string} */
                tone: "plain" | "added" | "removed";
            };
        };
        /** @description A box. */
        DiagramNode: {
            /**
             * @description Letters, digits, `_` and `-`.
             * @example step_12
             */
            id: string;
            /** @description Its lines. */
            label: string;
            /** @enum {string} */
            shape: "box";
            /** @description As `fill:#d9f2df;`. */
            style: string;
            /**
             * Format: uri
             * @description Where more is told of it; only with the option `diagrams.linkBase`.
             */
            url?: string;
            attributes: components["schemas"]["DiagramNodeAttributes"];
        };
        /** @description What is known of a box; what does not apply is left out. */
        DiagramNodeAttributes: {
            /** @enum {string} */
            kind: "task" | "definition" | "step" | "group";
            /** @description In full. */
            name: string;
            /** @description Row, from 0 on. */
            level: number;
            /** @description It is on the critical path. */
            critical: boolean;
            /**
             * @description What it is painted for.
             * @enum {string}
             */
            tone: "pending" | "in_progress" | "complete" | "error" | "cancelled" | "resolved_manually" | "declared" | "group" | "added" | "removed" | "changed" | "unchanged";
            /** @enum {string} */
            status?: "pending" | "in_progress" | "complete" | "error" | "cancelled" | "resolved_manually";
            /** @description Place of the step in its task. */
            workflow_step_id?: number;
            /** @description Attempts begun. */
            attempts?: number;
            /** @description Attempts in total: the first one counts. */
            retry_limit?: number;
            /** @description Of the latest attempt. */
            duration_seconds?: number;
            /**
             * Format: date-time
             * @description When a failed step is tried again.
             * @example 2026-03-01T10:00:00.000Z
             */
            next_retry_at?: string;
            /** @description Why it is not finished: a word of the explanation. */
            reason?: string;
            /** @description The same as a sentence; of a declared step its description. */
            message?: string;
            /** @description Message of the latest failure, at most 200 columns. */
            error?: string;
            /** @description Of a group: its steps by tone. */
            counts?: {
                [key: string]: number;
            };
            /** @description Of a step that changed between two versions: in what. */
            changes?: string[];
        };
        /** @description Every refusal and every failure has this shape. */
        Error: {
            /**
             * @description Reason phrase of the status.
             * @example Bad Request
             */
            error: string;
            /** @description One sentence for a person. */
            message: string;
            /** @description One entry for each refused field; empty when no field is at fault. */
            details: components["schemas"]["FieldIssue"][];
        };
        /** @description A failed step and what waits behind it. */
        ErrorChain: {
            /** @description Place of the step in its task. */
            error_step_id: number;
            error_step_name: string;
            error_attempts: number;
            retry_limit: number;
            /** @description Whether it will be tried again. */
            retry_analysis: {
                /** @description No attempt is left. */
                exhausted: boolean;
                remaining_attempts: number;
                in_backoff: boolean;
                /**
                 * Format: date-time
                 * @example 2026-03-01T10:00:00.000Z
                 */
                next_retry_at: string | null;
                /** @description Another attempt will follow by itself. */
                retryable: boolean;
            };
            /** @description Every step behind it; of more than 1,000 the nearest. */
            downstream_steps: number[];
            blocked_downstream_steps: number;
            total_downstream_steps: number;
            /** @description Points. */
            total_impact: number;
            recovery_strategies: {
                strategy: string;
                /** @enum {string} */
                priority: "High" | "Medium" | "Low";
                description: string;
            }[];
        };
        /** @description The failed steps of a task and what waits behind them. */
        ErrorChains: {
            total_error_steps: number;
            total_steps: number;
            error_percentage: number;
            /** @description A step behind two failed steps counts twice. */
            total_blocked_by_errors: number;
            /** @description The same, each step counted once. */
            distinct_blocked_by_errors: number;
            most_critical_error: components["schemas"]["ErrorChain"] | null;
            /** @description At most 100, the highest impact first. */
            error_chains: components["schemas"]["ErrorChain"][];
            recovery_priority: {
                step_name: string;
                /** @enum {string} */
                priority_level: "Critical" | "High" | "Medium" | "Low";
                reason: string;
                recommended_action: string;
            }[];
            /** @enum {string} */
            task_health: "healthy" | "recovering" | "blocked";
        };
        /** @description How tasks and attempts fail. */
        ErrorPatterns: {
            /** @description Tasks created in the period that are in error at this moment. */
            total_errors: number;
            /** @description Those in percent. */
            recent_error_rate: number;
            failed_attempts: number;
            /** @description Failed attempts after which there was no further one. */
            given_up_attempts: number;
            /** @description At most ten. */
            common_error_types: {
                error_class: string;
                failures: number;
                /** @description Those that were the last attempt of their step. */
                permanent: number;
                /** @description Different steps of definitions that failed so. */
                steps: number;
                /** @description The one that did so most often. */
                step_name: string;
                /**
                 * Format: date-time
                 * @example 2026-03-01T10:00:00.000Z
                 */
                last_at: string;
                /** @description Without what `telemetry.filterParameters` hides. */
                last_message: string | null;
                /** @description Percent of all failures. */
                share: number;
            }[];
            /** @description Percent of the steps that needed more than one attempt and ended for good; null without one. */
            retry_success_rate: number | null;
            retried_steps: number;
        };
        /** @description Where a task stands as a whole. */
        ExecutionContext: {
            /** Format: uuid */
            task_id: string;
            /** @description Of its definition. */
            named_task_id: number;
            /**
             * @description Its state.
             * @enum {string}
             */
            status: "pending" | "in_progress" | "complete" | "error" | "cancelled" | "resolved_manually";
            total_steps: number;
            pending_steps: number;
            in_progress_steps: number;
            completed_steps: number;
            failed_steps: number;
            ready_steps: number;
            /** @description `has_ready_steps`, `processing`, `waiting_for_dependencies`, `blocked_by_failures`, `all_complete` … */
            execution_status: string;
            /** @description What to do next. */
            recommended_action: string;
            /** @description From 0 to 100, two decimals. */
            completion_percentage: number;
            health_status: string;
            /** @description Why it is not further; null for a task that rests. */
            reason: string | null;
            /** @description What another look would be for; null for a task that rests. */
            reenqueue_reason: string | null;
            /** @description Until another look is worth while; null for a task that rests. */
            delay_seconds: number | null;
            /** @description Steps are ready or run. */
            has_work_to_do: boolean;
            is_blocked: boolean;
            is_complete: boolean;
            is_healthy: boolean;
            /** @description A person has to act. */
            needs_intervention: boolean;
            /** @description A step may be claimed now. */
            can_make_progress: boolean;
            /** @description It goes on by itself later. */
            should_reenqueue: boolean;
            needs_immediate_action: boolean;
            /** @description What to do next. */
            next_action: {
                action: string;
                /** @description One sentence. */
                description: string;
                /** @description `low`, `medium`, `high` or `critical`. */
                urgency: string;
                /** @description The engine goes on by itself now. */
                can_proceed: boolean;
            };
            workflow_summary: components["schemas"]["WorkflowSummary"];
        };
        /**
         * @description The execution context.
         * @example {
         *       "execution_context": {
         *         "task_id": "019ca8c1-8a00-7000-8000-000000000001",
         *         "named_task_id": 7,
         *         "status": "pending",
         *         "total_steps": 1,
         *         "pending_steps": 1,
         *         "in_progress_steps": 0,
         *         "completed_steps": 0,
         *         "failed_steps": 0,
         *         "ready_steps": 1,
         *         "execution_status": "has_ready_steps",
         *         "recommended_action": "execute_ready_steps",
         *         "completion_percentage": 0,
         *         "health_status": "healthy",
         *         "reason": "ready_for_processing",
         *         "reenqueue_reason": "ready_steps_available",
         *         "delay_seconds": 0,
         *         "has_work_to_do": true,
         *         "is_blocked": false,
         *         "is_complete": false,
         *         "is_healthy": true,
         *         "needs_intervention": false,
         *         "can_make_progress": true,
         *         "should_reenqueue": false,
         *         "needs_immediate_action": true,
         *         "next_action": {
         *           "action": "execute_ready_steps",
         *           "description": "Steps are ready: workers claim them.",
         *           "urgency": "high",
         *           "can_proceed": true
         *         },
         *         "workflow_summary": {
         *           "total_steps": 1,
         *           "completed": 0,
         *           "pending": 1,
         *           "in_progress": 0,
         *           "failed": 0,
         *           "ready": 1,
         *           "completion_percentage": 0,
         *           "status": "has_ready_steps",
         *           "health": "healthy",
         *           "recommended_action": "execute_ready_steps",
         *           "progress_details": {
         *             "completed_ratio": "0/1",
         *             "completion_percentage": "0%",
         *             "remaining_steps": 1,
         *             "failed_steps": 0,
         *             "ready_steps": 1
         *           }
         *         }
         *       }
         *     }
         */
        ExecutionContextAnswer: {
            execution_context: components["schemas"]["ExecutionContext"];
        };
        /** @description Why a task is not finished. */
        Explanation: {
            /** Format: uuid */
            task_id: string;
            /**
             * @description Its state.
             * @enum {string}
             */
            status: "pending" | "in_progress" | "complete" | "error" | "cancelled" | "resolved_manually";
            /** @description As `queued`, `backing_off` or `blocked_by_failure`. */
            reason: string;
            /** @description One sentence for a person. */
            message: string;
            /** @description Data of the reason; its keys follow from it. */
            detail: {
                [key: string]: unknown;
            };
            /** @description Actions that let it go on or end it, as `retry_step`; empty when none is needed or helps. */
            unblock: string[];
            /** @description Unfinished steps in the order of their places. */
            workflow_steps: components["schemas"]["StepExplanation"][];
        };
        /**
         * @description The explanation.
         * @example {
         *       "explanation": {
         *         "task_id": "019ca8c1-8a00-7000-8000-000000000001",
         *         "status": "pending",
         *         "reason": "no_worker",
         *         "message": "waits for charge_card, which is ready, but nobody would run it: no worker is alive; start an application with one",
         *         "detail": {
         *           "counts": {
         *             "total": 1,
         *             "pending": 1,
         *             "in_progress": 0,
         *             "complete": 0,
         *             "error": 0,
         *             "cancelled": 0,
         *             "resolved_manually": 0
         *           },
         *           "reasons": {
         *             "no_worker": 1
         *           },
         *           "deadline_at": null,
         *           "paused": null,
         *           "because": {
         *             "workflow_step_id": 1,
         *             "name": "charge_card",
         *             "reason": "no_worker",
         *             "definition": "shop.process_order@1.2.0",
         *             "queue": "default",
         *             "why": "no_live_worker"
         *           }
         *         },
         *         "unblock": [],
         *         "workflow_steps": [
         *           {
         *             "workflow_step_id": 1,
         *             "name": "charge_card",
         *             "status": "pending",
         *             "circuit": "closed",
         *             "reason": "no_worker",
         *             "message": "is ready, but nobody would run it: no worker is alive; start an application with one",
         *             "detail": {
         *               "definition": "shop.process_order@1.2.0",
         *               "queue": "default",
         *               "why": "no_live_worker"
         *             },
         *             "causes": [],
         *             "unblock": []
         *           }
         *         ]
         *       }
         *     }
         */
        ExplanationAnswer: {
            explanation: components["schemas"]["Explanation"];
        };
        /** @description What is wrong with one field. */
        FieldIssue: {
            /** @description Where the field stands, as `context.items.0.sku`; empty for the whole body. */
            path: string;
            /** @description What is wrong with it. */
            message: string;
        };
        /** @description When a task is finished. */
        Finish: {
            /**
             * Format: date-time
             * @description Null when nobody knows: a person has to act first, or the task is paused.
             * @example 2026-03-01T10:00:00.000Z
             */
            finish_at: string | null;
            /** @description From the moment of the forecast, or from that at which the task is resumed. */
            seconds: number | null;
            critical_path: {
                /** @description Place of the step in its task. */
                workflow_step_id: number;
                name: string;
                /** @description What is left of it. */
                seconds: number;
                /**
                 * @description What its duration is taken from.
                 * @enum {string}
                 */
                basis: "step" | "definition" | "assumed";
            }[];
        };
        /** @description A definition that this process can run. */
        Handler: {
            name: string;
            namespace: string;
            version: string;
            /** @description `<namespace>.<name>@<version>` */
            full_name: string;
            description: string | null;
            /** @description Null for a file that names no class. */
            class_name: string | null;
            /** @description This process has code for every step. */
            available: boolean;
            /** @description False: one step of a task at a time. */
            concurrent: boolean;
            /** @description Equal where graph and options are; class names do not count. */
            hash: string;
            step_templates: components["schemas"]["StepTemplate"][];
            dependency_graph: components["schemas"]["HandlerGraph"];
        };
        /** @description A definition. */
        HandlerAnswer: {
            handler: components["schemas"]["Handler"];
            /**
             * Format: date-time
             * @example 2026-03-01T10:00:00.000Z
             */
            generated_at: string;
            /** @description The same as long as this version declares the same. */
            cache_key: string;
        };
        /** @description How two versions of a definition differ. */
        HandlerDifference: {
            namespace: string;
            name: string;
            /** @description A version. */
            from: string;
            /** @description A version. */
            to: string;
            /** @description They declare the same. */
            identical: boolean;
            settings: {
                /**
                 * @description Name of what was declared.
                 * @example retry_limit
                 */
                field: string;
                /** @description As it was declared; null: nothing was. */
                from: unknown;
                /** @description As it is declared; null: nothing is. */
                to: unknown;
            }[];
            /** @description Steps with one name are the same step. */
            steps: {
                added: string[];
                removed: string[];
                changed: {
                    name: string;
                    changes: {
                        /**
                         * @description Name of what was declared.
                         * @example retry_limit
                         */
                        field: string;
                        /** @description As it was declared; null: nothing was. */
                        from: unknown;
                        /** @description As it is declared; null: nothing is. */
                        to: unknown;
                    }[];
                }[];
                unchanged: string[];
            };
            /** @description Dependencies. */
            edges: {
                added: {
                    from: string;
                    to: string;
                }[];
                removed: {
                    from: string;
                    to: string;
                }[];
            };
        };
        /** @description The graph that a definition declares, with all dependencies. */
        HandlerGraph: {
            nodes: {
                /** @description Its name. */
                id: string;
                name: string;
                /** @enum {string} */
                type: "step";
                handler_class: string;
                /** @description Settings of its handler; values of sensitive keys are masked. */
                configuration: unknown;
                /** @description Longest distance from a step without dependencies. */
                level: number;
            }[];
            edges: {
                from: string;
                to: string;
                /** @enum {string} */
                type: "dependency";
            }[];
            /** @description Each step after all that it depends on. */
            execution_order: string[];
            /** @description Steps without dependencies. */
            roots: string[];
            /** @description Steps that nothing depends on. */
            leaves: string[];
            /** @description The size of the graph. */
            summary: {
                total_steps: number;
                total_dependencies: number;
                /** @description False for everything that is registered. */
                has_cycles: boolean;
                /** @description Highest level. */
                max_depth: number;
                /** @description Steps of the largest level; 1 without one. */
                parallel_branches: number;
            };
        };
        /** @description The tasks of a namespace. */
        HandlerList: {
            namespace: string;
            handlers: {
                name: string;
                namespace: string;
                /** @description Highest first. */
                versions: string[];
                /** @description The highest that is not a pre-release; of pre-releases alone the highest. */
                latest_version: string;
                /** @description Number of versions. */
                handler_count: number;
            }[];
            total_handlers: number;
        };
        /** @description What a check found. */
        HealthCheckResult: {
            /** @enum {string} */
            status: "healthy" | "unhealthy";
            message: string;
            /** @description How long the database took to answer. */
            response_time_ms?: number;
        };
        /** @description How much may run at once, and what does. */
        Limit: {
            /**
             * @description Whose limit it is: of a queue, a dependent system, or each key of a group of steps.
             * @enum {string}
             */
            kind: "queue" | "system" | "key";
            /** @description Of the queue or system; of a group `namespace/name` or `namespace/name/step`. */
            name: string;
            /** @description Most steps at once; null: as many as workers take. */
            concurrency: number | null;
            rate: {
                limit: number;
                /** @description Milliseconds. */
                per: number;
                /** @description How many at most at one moment. */
                burst: number;
            } | null;
            /** @description Starts that the rate allows now. */
            tokens: number | null;
            running: number;
            /** @description Steps that are due and wait: for room, for the rate, for a worker, or for their key. */
            waiting: number;
            /** @description Attempts of steps without a key, which ran without a limit. */
            keyless: number;
        };
        /**
         * @description All limits.
         * @example {
         *       "limits": [
         *         {
         *           "kind": "queue",
         *           "name": "payments",
         *           "concurrency": 10,
         *           "rate": {
         *             "limit": 100,
         *             "per": 1000,
         *             "burst": 100
         *           },
         *           "tokens": 97,
         *           "running": 3,
         *           "waiting": 0,
         *           "keyless": 0
         *         }
         *       ]
         *     }
         */
        LimitList: {
            limits: components["schemas"]["Limit"][];
        };
        /** @description Something that was committed to the history of a task or of one of its steps: the data of an event. */
        LiveChange: {
            /** Format: uuid */
            task_id: string;
            namespace: string;
            name: string;
            version: string;
            /** @description `<namespace>.<name>@<version>` */
            full_name: string;
            /**
             * Format: date-time
             * @description When it happened, by the clock of the database.
             * @example 2026-03-01T10:00:00.000Z
             */
            at: string;
            /**
             * @description Null: the task was created. As `to_status`: a person acted, `metadata.action` says how.
             * @enum {string|null}
             */
            from_status: "pending" | "in_progress" | "complete" | "error" | "cancelled" | "resolved_manually" | null;
            /** @enum {string} */
            to_status: "pending" | "in_progress" | "complete" | "error" | "cancelled" | "resolved_manually";
            /**
             * @description State of the task when this was read.
             * @enum {string}
             */
            task_status: "pending" | "in_progress" | "complete" | "error" | "cancelled" | "resolved_manually";
            /** @description Who did it, where a person did it. */
            actor: string | null;
            reason: string | null;
            /** @description What a person changed; null without. */
            metadata: unknown;
            /** @description The step; null: the task itself changed. */
            workflow_step: {
                /** @description Its place in the task. */
                workflow_step_id: number;
                name: string;
                /** @description Attempts that it had begun. */
                attempt: number;
                /**
                 * Format: date-time
                 * @description When the attempt began that has ended; null where none did.
                 * @example 2026-03-01T10:00:00.000Z
                 */
                started_at: string | null;
                /** Format: uuid */
                worker_id: string | null;
                /** @description Why the attempt failed, with what is sensitive masked. */
                error: {
                    message: string;
                    error_class: string;
                    error_code: string | null;
                    /** @description No further attempt follows from it. */
                    permanent: boolean;
                    /** @description What the handler said of it. */
                    context: unknown;
                } | null;
            } | null;
        };
        /** @description The namespaces that the caller reaches. */
        NamespaceList: {
            namespaces: {
                name: string;
                description: string | null;
                /** @description Tasks, each counted once whatever its versions. */
                handler_count: number;
            }[];
            total_namespaces: number;
            /**
             * Format: date-time
             * @example 2026-03-01T10:00:00.000Z
             */
            generated_at: string;
        };
        /** @description A note to write. */
        NewAnnotation: {
            /** @description Its kind, which comes into being with it. */
            type: string;
            /** @description What it says. */
            annotation: {
                [key: string]: unknown;
            };
        };
        /** @description How tasks and steps did. */
        PerformanceAnalytics: {
            /** @description How much there is, and how well it goes. */
            system_overview: {
                /** @description Tasks that are pending or in progress. */
                active_tasks: number;
                /** @description Namespaces with a task. */
                total_namespaces: number;
                /** @description Names with a task. */
                unique_task_types: number;
                /** @description Share of the last hour that is complete, of what is complete or in error; from 0 to 1. */
                system_health_score: number;
            };
            /** @description By windows. */
            performance_trends: {
                last_hour: components["schemas"]["PerformanceTrend"];
                last_4_hours: components["schemas"]["PerformanceTrend"];
                last_24_hours: components["schemas"]["PerformanceTrend"];
            };
            /** @description Null for a caller that is confined to namespaces: it counts for all of them. */
            telemetry_insights: components["schemas"]["TelemetryInsights"] | null;
            /** @description What the figures are about; null: everything. */
            scope: {
                namespace: string | null;
                name: string | null;
                version: string | null;
            };
            /**
             * Format: date-time
             * @description What was committed until then is counted; null: the history was never counted to its end.
             * @example 2026-03-01T10:00:00.000Z
             */
            as_of: string | null;
            /**
             * Format: date-time
             * @example 2026-03-01T10:00:00.000Z
             */
            generated_at: string;
            cache_info: components["schemas"]["CacheInfo"];
        };
        /** @description Figures of a window that ends now. */
        PerformanceTrend: {
            /**
             * Format: date-time
             * @description Where the window begins.
             * @example 2026-03-01T10:00:00.000Z
             */
            since: string;
            /** @description Tasks created in the window. */
            task_throughput: number;
            /** @description Of those, how many are complete at this moment. */
            completion_count: number;
            /** @description Of those, how many are in error at this moment. */
            error_count: number;
            /** @description Percent. */
            completion_rate: number;
            /** @description Percent. */
            error_rate: number;
            /** @description Seconds; null when nothing was measured. */
            avg_task_duration: number | null;
            /** @description Seconds; null when nothing was measured. */
            avg_step_duration: number | null;
            /** @description Attempts that completed in the window. */
            step_throughput: number;
            task_durations: components["schemas"]["TimeFigures"];
            step_times: components["schemas"]["AttemptTimes"];
        };
        /**
         * @description The process answers.
         * @example {
         *       "alive": true,
         *       "timestamp": "2026-03-01T10:00:00.000Z",
         *       "service": "tasker"
         *     }
         */
        ProcessLiveness: {
            alive: boolean;
            /**
             * Format: date-time
             * @example 2026-03-01T10:00:00.000Z
             */
            timestamp: string;
            /** @description Always `tasker`. */
            service: string;
        };
        /** @description Whether this process may be sent work. */
        ProcessReadiness: {
            ready: boolean;
            /** @description What was looked at. */
            checks: {
                database?: components["schemas"]["HealthCheckResult"];
                migrations?: components["schemas"]["HealthCheckResult"];
                event_loop?: components["schemas"]["HealthCheckResult"];
                worker?: components["schemas"]["HealthCheckResult"];
                lifecycle?: components["schemas"]["HealthCheckResult"];
            };
            failed_checks: ("database" | "migrations" | "event_loop" | "worker" | "lifecycle")[];
            message: string;
            /**
             * Format: date-time
             * @description When it was found out.
             * @example 2026-03-01T10:00:00.000Z
             */
            timestamp: string;
            /** @description Seconds. */
            check_duration: number;
        };
        /**
         * @description Every step in the order of its place.
         * @example {
         *       "workflow_steps": [
         *         {
         *           "workflow_step_id": 1,
         *           "task_id": "019ca8c1-8a00-7000-8000-000000000001",
         *           "named_step_id": 4,
         *           "name": "charge_card",
         *           "status": "pending",
         *           "dependencies_satisfied": true,
         *           "retry_eligible": true,
         *           "ready_for_execution": true,
         *           "last_failure_at": null,
         *           "next_retry_at": null,
         *           "total_parents": 0,
         *           "completed_parents": 0,
         *           "attempts": 0,
         *           "retry_limit": 3,
         *           "backoff_request_seconds": null,
         *           "last_attempted_at": null,
         *           "circuit": "closed",
         *           "can_execute_now": true,
         *           "blocking_reason": null,
         *           "time_until_ready": 0,
         *           "dependency_status": "no_dependencies",
         *           "retry_status": "retry_eligible",
         *           "backoff_type": "no_backoff",
         *           "effective_backoff_seconds": 0
         *         }
         *       ]
         *     }
         */
        ReadinessAnswer: {
            workflow_steps: components["schemas"]["StepReadiness"][];
        };
        /** @description What the figures give reason to look at. */
        Recommendation: {
            code: string;
            /** @description A sentence with its figures and what to do. */
            message: string;
            /** @description The figure that it is made of. */
            figure: {
                name: string;
                value: number;
                /** @enum {string} */
                unit: "seconds" | "percent";
                /** @description From where on it is made. */
                threshold: number;
            };
            /** @description Where to begin; null: with all of them. */
            about: {
                namespace: string;
                task_name: string;
                version: string;
                step_name: string;
            } | null;
        };
        /**
         * @description Who acts, and why.
         * @example {
         *       "reason": "refunded by hand"
         *     }
         */
        ResolveBody: {
            /** @description Why: stands in the history. Required, 422 without it. */
            reason: string;
            /** @description Who acts: stands in the history. Only where nobody is authenticated (`auth: 'none'`); else the caller stands there, and naming somebody is refused. */
            actor?: string;
        };
        /**
         * @description How it is dealt with.
         * @example {
         *       "action": "retry",
         *       "reason": "the gateway is back"
         *     }
         */
        ResolveDeadLetterBody: {
            /**
             * @description `retry`: its failed steps run again; `resolve`: it counts as done.
             * @enum {string}
             */
            action: "retry" | "resolve";
            /** @description Why: stands in the history. `resolve` needs one, 422 without it. */
            reason?: string;
            /** @description Attempts that each failed step gets. Default: what it was declared with. Only of `retry`. */
            attempts?: number;
            /** @description Who acts; only with `auth: 'none'`. */
            actor?: string;
        };
        /**
         * @description Who acts, why, and how often may be tried again.
         * @example {
         *       "reason": "the gateway is back",
         *       "attempts": 3
         *     }
         */
        RetryBody: {
            /** @description Why: stands in the history. */
            reason?: string;
            /** @description Who acts: stands in the history. Only where nobody is authenticated (`auth: 'none'`); else the caller stands there, and naming somebody is refused. */
            actor?: string;
            /** @description Attempts that each failed step gets beyond those it has used up. Default: what it was declared with. */
            attempts?: number;
        };
        /** @description A completed attempt that took long. */
        SlowStep: {
            /** @description Place of the step in its task. */
            workflow_step_id: number;
            /** Format: uuid */
            task_id: string;
            step_name: string;
            task_name: string;
            namespace_name: string;
            version: string;
            /** @description From claim to end. */
            duration_seconds: number;
            attempts: number;
            /**
             * Format: date-time
             * @example 2026-03-01T10:00:00.000Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @example 2026-03-01T10:00:00.000Z
             */
            completed_at: string;
            retryable: boolean;
            /** @enum {string} */
            step_status: "pending" | "in_progress" | "complete" | "error" | "cancelled" | "resolved_manually";
        };
        /** @description A task that took long. */
        SlowTask: {
            /** Format: uuid */
            task_id: string;
            task_name: string;
            namespace_name: string;
            version: string;
            /** @description From request to rest. */
            duration_seconds: number;
            step_count: number;
            completed_steps: number;
            error_steps: number;
            /**
             * Format: date-time
             * @example 2026-03-01T10:00:00.000Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @example 2026-03-01T10:00:00.000Z
             */
            completed_at: string;
            initiator: string;
            source_system: string;
        };
        /** @description A warning about an unfinished task. */
        StaleTask: {
            /** Format: uuid */
            task_id: string;
            name: string;
            namespace: string;
            version: string;
            /** @description `<namespace>.<name>@<version>` */
            full_name: string;
            /**
             * @description No worker takes a due step, the task is too old, or a step loses its workers.
             * @enum {string}
             */
            kind: "waiting" | "lifetime" | "lost_attempts";
            /** @description The step that is meant; null for `lifetime`. */
            workflow_step_id: number | null;
            step_name: string | null;
            /**
             * Format: date-time
             * @description When the step became due, the lifetime began, or the latest attempt was lost.
             * @example 2026-03-01T10:00:00.000Z
             */
            since: string;
            /**
             * Format: date-time
             * @example 2026-03-01T10:00:00.000Z
             */
            noticed_at: string;
            /** @description The limit that was passed; null for `lost_attempts`. */
            limit_seconds: number | null;
            /** @description Only for `lost_attempts`. */
            lost_attempts: number | null;
        };
        /**
         * @description Warnings by kind.
         * @example {
         *       "counts": {
         *         "waiting": {
         *           "count": 1,
         *           "oldest": "2026-03-01T10:00:00.000Z"
         *         },
         *         "lifetime": {
         *           "count": 0,
         *           "oldest": null
         *         },
         *         "lost_attempts": {
         *           "count": 0,
         *           "oldest": null
         *         }
         *       }
         *     }
         */
        StaleTaskCounts: {
            /** @description One for each kind. */
            counts: {
                /** @description Warnings of one kind. */
                waiting: {
                    count: number;
                    /**
                     * Format: date-time
                     * @description Since when the oldest reason holds; null without one.
                     * @example 2026-03-01T10:00:00.000Z
                     */
                    oldest: string | null;
                };
                /** @description Warnings of one kind. */
                lifetime: {
                    count: number;
                    /**
                     * Format: date-time
                     * @description Since when the oldest reason holds; null without one.
                     * @example 2026-03-01T10:00:00.000Z
                     */
                    oldest: string | null;
                };
                /** @description Warnings of one kind. */
                lost_attempts: {
                    count: number;
                    /**
                     * Format: date-time
                     * @description Since when the oldest reason holds; null without one.
                     * @example 2026-03-01T10:00:00.000Z
                     */
                    oldest: string | null;
                };
            };
        };
        /**
         * @description A page of a list.
         * @example {
         *       "stale_tasks": [
         *         {
         *           "task_id": "019ca8c1-8a00-7000-8000-000000000001",
         *           "name": "process_order",
         *           "namespace": "shop",
         *           "version": "1.2.0",
         *           "full_name": "shop.process_order@1.2.0",
         *           "kind": "waiting",
         *           "workflow_step_id": 1,
         *           "step_name": "charge_card",
         *           "since": "2026-03-01T10:00:00.000Z",
         *           "noticed_at": "2026-03-01T11:00:00.000Z",
         *           "limit_seconds": 3600,
         *           "lost_attempts": null
         *         }
         *       ],
         *       "next_cursor": null
         *     }
         */
        StaleTaskPage: {
            stale_tasks: components["schemas"]["StaleTask"][];
            /** @description `cursor` of the next page; null on the last one. */
            next_cursor: string | null;
        };
        /**
         * @description The step and its task as the action has left them.
         * @example {
         *       "workflow_step": {
         *         "task_id": "019ca8c1-8a00-7000-8000-000000000001",
         *         "workflow_step_id": 1,
         *         "name": "charge_card",
         *         "named_step_id": 4,
         *         "status": "complete",
         *         "attempts": 1,
         *         "retry_limit": 3,
         *         "retryable": true,
         *         "skippable": false,
         *         "queue": "default",
         *         "priority": 0,
         *         "processed": true,
         *         "processed_at": "2026-03-01T10:00:01.250Z",
         *         "in_process": false,
         *         "ready_at": null,
         *         "claimed_at": "2026-03-01T10:00:00.900Z",
         *         "last_attempted_at": "2026-03-01T10:00:01.250Z",
         *         "backoff_request_seconds": null,
         *         "inputs": null,
         *         "results": {
         *           "charge_id": "c-1"
         *         },
         *         "error": null,
         *         "children_ids": [],
         *         "parents_ids": [],
         *         "siblings_ids": []
         *       },
         *       "task": {
         *         "task_id": "019ca8c1-8a00-7000-8000-000000000001",
         *         "name": "process_order",
         *         "namespace": "shop",
         *         "version": "1.2.0",
         *         "full_name": "shop.process_order@1.2.0",
         *         "status": "complete",
         *         "complete": true,
         *         "priority": 0,
         *         "initiator": "ann",
         *         "source_system": "web",
         *         "reason": "checkout",
         *         "tags": [
         *           "vip"
         *         ],
         *         "bypass_steps": [],
         *         "correlation_id": "c-17",
         *         "requested_at": "2026-03-01T10:00:00.000Z",
         *         "finished_at": "2026-03-01T10:00:01.300Z",
         *         "paused_at": null,
         *         "paused_by": null,
         *         "pause_reason": null,
         *         "incomplete_steps": 0
         *       }
         *     }
         */
        StepActionAnswer: {
            workflow_step: components["schemas"]["WorkflowStep"];
            task: components["schemas"]["TaskSummary"];
        };
        /** @description A step that holds its task up. */
        StepBottleneck: {
            /** @description Place of the step in its task. */
            step_id: number;
            step_name: string;
            /** @enum {string} */
            current_state: "pending" | "in_progress" | "complete" | "error" | "cancelled" | "resolved_manually";
            attempts: number;
            retry_limit: number;
            dependencies_satisfied: boolean;
            downstream_steps_count: number;
            blocked_downstream_count: number;
            /** @description Points. */
            impact_score: number;
            /**
             * @description By `dependencyGraph.severityThresholds`.
             * @enum {string}
             */
            severity: "Critical" | "High" | "Medium" | "Low";
            bottleneck_type: string;
            /** @description What a person should do. */
            resolution_strategy: string;
            estimated_resolution_time: string;
        };
        /** @description What went wrong in the latest failed attempt. */
        StepError: {
            message: string;
            /** @description Name of what was thrown. */
            error_class: string;
            error_code: string | null;
            attempt: number;
            /** @description No further attempt will be made for this failure. */
            permanent: boolean;
            /** @description At most 20 lines. */
            backtrace: string[];
            /** @description Content of the user. */
            context: {
                [key: string]: unknown;
            };
        };
        /** @description Why a step is not finished. */
        StepExplanation: {
            /** @description Place of the step in its task. */
            workflow_step_id: number;
            name: string;
            /**
             * @description Its state.
             * @enum {string}
             */
            status: "pending" | "in_progress" | "complete" | "error" | "cancelled" | "resolved_manually";
            /** @description `closed`, `open` or `half_open`. */
            circuit: string;
            /** @description As `queued`, `backing_off` or `blocked_by_failure`. */
            reason: string;
            /** @description One sentence for a person. */
            message: string;
            /** @description Data of the reason; its keys follow from it. */
            detail: {
                [key: string]: unknown;
            };
            /** @description Steps that stand in the way, at most five. */
            causes: {
                [key: string]: unknown;
            }[];
            /** @description Actions that let it go on or end it, as `retry_step`; empty when none is needed or helps. */
            unblock: string[];
        };
        /** @description What the attempts of a step took of the time. */
        StepLoad: {
            namespace: string;
            task_name: string;
            version: string;
            step_name: string;
            /** @description Attempts that ended in the period. */
            attempts: number;
            completed: number;
            failed: number;
            /** @description Of all completed attempts, waits included. */
            total_seconds: number;
            durations: components["schemas"]["TimeFigures"];
            times: components["schemas"]["AttemptTimes"];
            /** @description Percent of the steps that needed more than one attempt and ended for good; null without one. */
            retry_success_rate: number | null;
        };
        /** @description Whether a step may run, and what keeps it back. */
        StepReadiness: {
            /** @description Place of the step in its task: unique within the task only. */
            workflow_step_id: number;
            /** Format: uuid */
            task_id: string;
            named_step_id: number;
            name: string;
            /**
             * @description Its state.
             * @enum {string}
             */
            status: "pending" | "in_progress" | "complete" | "error" | "cancelled" | "resolved_manually";
            dependencies_satisfied: boolean;
            /** @description An attempt may start as far as time and attempts go. */
            retry_eligible: boolean;
            ready_for_execution: boolean;
            /**
             * Format: date-time
             * @example 2026-03-01T10:00:00.000Z
             */
            last_failure_at: string | null;
            /**
             * Format: date-time
             * @description When its back-off ends; null when no attempt will follow by itself.
             * @example 2026-03-01T10:00:00.000Z
             */
            next_retry_at: string | null;
            total_parents: number;
            completed_parents: number;
            attempts: number;
            retry_limit: number;
            backoff_request_seconds: number | null;
            /**
             * Format: date-time
             * @example 2026-03-01T10:00:00.000Z
             */
            last_attempted_at: string | null;
            /** @description `closed`, `open` or `half_open`. */
            circuit: string;
            can_execute_now: boolean;
            /** @description As `dependencies_not_satisfied` or `limit_reached`; null when it is ready. */
            blocking_reason: string | null;
            /** @description Seconds; 0 when it is ready, null when no time is known. */
            time_until_ready: number | null;
            /** @description `no_dependencies`, `all_satisfied` or `1/3_satisfied`. */
            dependency_status: string;
            /** @description `retry_eligible`, `waiting_for_backoff`, `max_retries_reached` or `failed_permanently`. */
            retry_status: string;
            /** @description `explicit_backoff`, `exponential_backoff` or `no_backoff`. */
            backoff_type: string;
            effective_backoff_seconds: number;
        };
        /** @description A declared step. */
        StepTemplate: {
            name: string;
            description: string | null;
            /** @description The external system that it talks to. */
            dependent_system: string;
            /** @description The only step that it depends on; left out when it depends on none or several. */
            depends_on_step?: string;
            depends_on_steps: string[];
            /** @description Class, or class and method, that runs it. */
            handler_class: string;
            /** @description Settings of its handler; values of sensitive keys are masked. */
            configuration: unknown;
            default_retryable: boolean;
            /** @description Attempts in total: the first one counts. */
            default_retry_limit: number;
            /** @description It may be bypassed when a task is created. */
            skippable: boolean;
            queue: string;
            priority: number | null;
            /** @description Of one attempt; null without a limit. */
            timeout_ms: number | null;
            custom_events: {
                name: string;
                description: string | null;
            }[];
        };
        /** @description What to change; at least one of retry_limit and inputs. */
        StepUpdate: {
            /** @description Attempts in total, those that were made included. */
            retry_limit?: number;
            /** @description Inputs of the step, any JSON; null: none of its own. */
            inputs?: unknown;
            /** @description Why: stands in the history. */
            reason?: string;
            /** @description Who acts: stands in the history. Only where nobody is authenticated (`auth: 'none'`); else the caller stands there, and naming somebody is refused. */
            actor?: string;
        };
        /**
         * @description The link.
         * @example {
         *       "link": {
         *         "link_id": "3",
         *         "created": true
         *       }
         *     }
         */
        SystemLinkAnswer: {
            /** @description A link. */
            link: {
                /** @description A number. */
                link_id: string;
                /** @description It is new. */
                created: boolean;
            };
        };
        /**
         * @description Two things that are the same one, whichever is named first.
         * @example {
         *       "system_a": "shop",
         *       "id_a": "order-17",
         *       "system_b": "billing",
         *       "id_b": "inv-4711"
         *     }
         */
        SystemLinkBody: {
            system_a: string;
            id_a: string;
            system_b: string;
            id_b: string;
        };
        /**
         * @description What a thing is linked with, in the order of linking.
         * @example {
         *       "links": [
         *         {
         *           "link_id": "3",
         *           "system": "billing",
         *           "id": "inv-4711"
         *         }
         *       ]
         *     }
         */
        SystemLinkList: {
            links: {
                /** @description A number. */
                link_id: string;
                system: string;
                id: string;
            }[];
        };
        /** @description Tasks and steps by state; null where `analytics` is false. */
        SystemMetrics: {
            /** @description Tasks. */
            tasks: {
                total: number;
                pending: number;
                in_progress: number;
                complete: number;
                error: number;
                cancelled: number;
            };
            /** @description Steps. */
            steps: {
                total: number;
                pending: number;
                in_progress: number;
                complete: number;
                error: number;
            };
            /** @description Steps in error. */
            retries: {
                /** @description With an attempt to come. */
                retryable_errors: number;
                /** @description With no attempt left. */
                exhausted_retries: number;
                /** @description Those of the retryable whose time has not come. */
                in_backoff: number;
            };
        };
        /** @description How the system does. */
        SystemStatus: {
            /** @description There is no problem. */
            healthy: boolean;
            /** @enum {string} */
            status: "healthy" | "unhealthy";
            /** @description What is beyond its threshold (`health.thresholds`), and `ready` where this process is not. */
            problems: ("ready" | "connection_utilization" | "error_rate" | "queue_age" | "workers")[];
            metrics: components["schemas"]["SystemMetrics"] | null;
            /** @description Connections. */
            database: {
                /** @description Sessions of this database that run a statement. */
                active_connections: number | null;
                /** @description What the server allows. */
                max_connections: number | null;
                /** @description In percent. */
                connection_utilization: number | null;
                /** @description Connections of this process's pool. */
                pool: {
                    total: number;
                    idle: number;
                    /** @description Callers who wait for one. */
                    waiting: number;
                };
            };
            /** @description What waits, and who works. */
            queue: {
                ready_steps: number;
                /** @description Since the first of them was ready. */
                oldest_ready_seconds: number | null;
                unfinished_tasks: number;
                dead_letters: number;
                /** @description Warnings about unfinished tasks, by kind. */
                warnings: {
                    [key: string]: number;
                };
                /** @description Whose lease runs. */
                workers: number;
                /** @description Something was counted to its bound only. */
                capped: boolean;
            };
            process: components["schemas"]["ProcessReadiness"];
            /** @description Tasks created in the last hour, and steps completed in it; null where `analytics` is false. */
            performance_analytics: {
                /** @description Created. */
                task_throughput: number;
                /** @description Of those, complete by now. */
                completion_count: number;
                /** @description Of those, in error by now. */
                error_count: number;
                step_throughput: number;
                /** @description Seconds. */
                avg_task_duration: number | null;
                /** @description Seconds. */
                avg_step_duration: number | null;
                analysis_period: string;
            } | null;
            /**
             * Format: date-time
             * @description As of when `metrics` are.
             * @example 2026-03-01T10:00:00.000Z
             */
            counted_at: string | null;
            /**
             * Format: date-time
             * @example 2026-03-01T10:00:00.000Z
             */
            generated_at: string;
            /** @description Seconds. */
            generation_duration: number;
            /** @description It was found out for somebody before. */
            cached: boolean;
        };
        /** @description A task with its context and its steps. */
        Task: {
            /**
             * Format: uuid
             * @description Ordered by the time of creation.
             */
            task_id: string;
            /** @description Of its definition. */
            name: string;
            /** @description Of its definition. */
            namespace: string;
            /** @description Of its definition. */
            version: string;
            /**
             * @description `<namespace>.<name>@<version>`
             * @example shop.process_order@1.2.0
             */
            full_name: string;
            /**
             * @description Its state.
             * @enum {string}
             */
            status: "pending" | "in_progress" | "complete" | "error" | "cancelled" | "resolved_manually";
            /** @description Every step ended well. */
            complete: boolean;
            /** @description Higher runs first. */
            priority: number;
            /** @description Who asked for it. */
            initiator: string;
            /** @description Where it came from. */
            source_system: string;
            /** @description Why. */
            reason: string;
            tags: string[];
            /** @description Steps that it was created without. */
            bypass_steps: string[];
            /** @description As given, or made of its id. */
            correlation_id: string;
            /**
             * Format: date-time
             * @example 2026-03-01T10:00:00.000Z
             */
            requested_at: string;
            /**
             * Format: date-time
             * @description When it came to rest; null while it has not.
             * @example 2026-03-01T10:00:00.000Z
             */
            finished_at: string | null;
            /**
             * Format: date-time
             * @description Since when nothing of it begins; null when it is not paused.
             * @example 2026-03-01T10:00:00.000Z
             */
            paused_at: string | null;
            /** @description Who paused it. */
            paused_by: string | null;
            /** @description Why it is paused. */
            pause_reason: string | null;
            /** @description Steps that are neither complete nor resolved. */
            incomplete_steps: number;
            /** @description Its input: a JSON object, content of the user. */
            context: unknown;
            /** @description In the order of their places. */
            workflow_steps: components["schemas"]["WorkflowStep"][];
            workflow_summary: components["schemas"]["WorkflowSummary"];
            /** @description Typed notes, the first 100 in the order of writing. */
            task_annotations: components["schemas"]["TaskAnnotation"][];
            dependency_analysis?: components["schemas"]["TaskAnalysis"];
        };
        /** @description How a task is shaped, and what holds it up. */
        TaskAnalysis: {
            /** Format: uuid */
            task_id: string;
            dependency_graph: components["schemas"]["TaskGraph"];
            /** @description The ways through a task. */
            critical_paths: {
                /** @description Exact; as text above 2^53 - 1. */
                total_paths: number | string;
                longest_path_length: number;
                /** @description The five of the highest score. */
                paths: components["schemas"]["CriticalPath"][];
                root_nodes: number[];
                leaf_nodes: number[];
            };
            /** @description What runs or could run side by side. */
            parallelism_opportunities: {
                total_steps: number;
                total_levels: number;
                max_parallel_steps: number;
                /** @description Steps that may be claimed at this moment. */
                current_parallel_opportunities: number;
                blocked_parallel_opportunities: number;
                /** @description Percent. */
                overall_completion: number;
                levels: {
                    level: number;
                    total_steps: number;
                    ready_steps: number;
                    blocked_steps: number;
                    error_steps: number;
                    completed_steps: number;
                    step_names: string[];
                    /**
                     * @description More than one ready step, one, or none.
                     * @enum {string}
                     */
                    parallelism_potential: "High" | "Medium" | "Low";
                    /**
                     * @description High: more than half of the steps are blocked.
                     * @enum {string}
                     */
                    bottleneck_risk: "High" | "Low";
                }[];
                /** @description Percentage of levels with more than one ready step. */
                parallelism_efficiency: number;
            };
            error_chains: components["schemas"]["ErrorChains"];
            /** @description The steps that hold a task up. */
            bottlenecks: {
                total_bottlenecks: number;
                critical_bottlenecks: number;
                /** @description A step behind two bottlenecks counts twice. */
                total_blocked_steps: number;
                /** @description The same, each step counted once. */
                distinct_blocked_steps: number;
                /** @description The ten of the highest score. */
                bottlenecks: components["schemas"]["StepBottleneck"][];
                /** @enum {string} */
                task_health: "healthy" | "recovering" | "blocked";
                /** @description Percent. */
                task_completion: number;
                /** @description From 0 to 1. */
                failed_steps_ratio: number;
                /** @enum {string} */
                overall_impact: "None" | "Low" | "Medium" | "High" | "Severe";
            };
            /** @description The figures of an analysis on one look. */
            task_execution_summary: {
                total_steps: number;
                total_dependencies: number;
                dependency_levels: number;
                longest_path_length: number;
                critical_bottlenecks_count: number;
                error_chains_count: number;
                parallelism_efficiency: number;
                /** @enum {string} */
                overall_health: "healthy" | "warning" | "critical";
                /** @description Sentences; none when there is nothing to do. */
                recommendations: string[];
            };
            /**
             * Format: date-time
             * @description The moment that it is about.
             * @example 2026-03-01T10:00:00.000Z
             */
            analysis_timestamp: string;
        };
        /** @description An analysis. */
        TaskAnalysisAnswer: {
            dependency_analysis: components["schemas"]["TaskAnalysis"];
        };
        /** @description A typed note on a task. */
        TaskAnnotation: {
            /** Format: uuid */
            task_id: string;
            /** @description Order of writing. */
            task_annotation_id: string;
            annotation_type_name: string;
            /** @description Content of the user. */
            annotation: unknown;
            /**
             * Format: date-time
             * @example 2026-03-01T10:00:00.000Z
             */
            created_at: string;
        };
        /**
         * @description One note.
         * @example {
         *       "task_annotation": {
         *         "task_id": "019ca8c1-8a00-7000-8000-000000000001",
         *         "task_annotation_id": "12",
         *         "annotation_type_name": "fraud_score",
         *         "annotation": {
         *           "score": 0.2,
         *           "reviewer": "ada"
         *         },
         *         "created_at": "2026-03-01T10:02:00.000Z"
         *       }
         *     }
         */
        TaskAnnotationAnswer: {
            task_annotation: components["schemas"]["TaskAnnotation"];
        };
        /**
         * @description A page of a list.
         * @example {
         *       "task_annotations": [
         *         {
         *           "task_id": "019ca8c1-8a00-7000-8000-000000000001",
         *           "task_annotation_id": "12",
         *           "annotation_type_name": "fraud_score",
         *           "annotation": {
         *             "score": 0.2,
         *             "reviewer": "ada"
         *           },
         *           "created_at": "2026-03-01T10:02:00.000Z"
         *         }
         *       ],
         *       "next_cursor": null
         *     }
         */
        TaskAnnotationPage: {
            task_annotations: components["schemas"]["TaskAnnotation"][];
            /** @description `cursor` of the next page; null on the last one. */
            next_cursor: string | null;
        };
        /**
         * @description One task.
         * @example {
         *       "task": {
         *         "task_id": "019ca8c1-8a00-7000-8000-000000000001",
         *         "name": "process_order",
         *         "namespace": "shop",
         *         "version": "1.2.0",
         *         "full_name": "shop.process_order@1.2.0",
         *         "status": "complete",
         *         "complete": true,
         *         "priority": 0,
         *         "initiator": "ann",
         *         "source_system": "web",
         *         "reason": "checkout",
         *         "tags": [
         *           "vip"
         *         ],
         *         "bypass_steps": [],
         *         "correlation_id": "c-17",
         *         "requested_at": "2026-03-01T10:00:00.000Z",
         *         "finished_at": "2026-03-01T10:00:01.300Z",
         *         "paused_at": null,
         *         "paused_by": null,
         *         "pause_reason": null,
         *         "incomplete_steps": 0,
         *         "context": {
         *           "order_id": "o-1",
         *           "amount": 12
         *         },
         *         "workflow_steps": [
         *           {
         *             "task_id": "019ca8c1-8a00-7000-8000-000000000001",
         *             "workflow_step_id": 1,
         *             "name": "charge_card",
         *             "named_step_id": 4,
         *             "status": "complete",
         *             "attempts": 1,
         *             "retry_limit": 3,
         *             "retryable": true,
         *             "skippable": false,
         *             "queue": "default",
         *             "priority": 0,
         *             "processed": true,
         *             "processed_at": "2026-03-01T10:00:01.250Z",
         *             "in_process": false,
         *             "ready_at": null,
         *             "claimed_at": "2026-03-01T10:00:00.900Z",
         *             "last_attempted_at": "2026-03-01T10:00:01.250Z",
         *             "backoff_request_seconds": null,
         *             "inputs": null,
         *             "results": {
         *               "charge_id": "c-1"
         *             },
         *             "error": null,
         *             "children_ids": [],
         *             "parents_ids": [],
         *             "siblings_ids": []
         *           }
         *         ],
         *         "workflow_summary": {
         *           "total_steps": 1,
         *           "completed": 1,
         *           "pending": 0,
         *           "in_progress": 0,
         *           "failed": 0,
         *           "ready": 0,
         *           "completion_percentage": 100,
         *           "status": "all_complete",
         *           "health": "healthy",
         *           "recommended_action": "finalize_task",
         *           "progress_details": {
         *             "completed_ratio": "1/1",
         *             "completion_percentage": "100%",
         *             "remaining_steps": 0,
         *             "failed_steps": 0,
         *             "ready_steps": 0
         *           }
         *         },
         *         "task_annotations": []
         *       }
         *     }
         */
        TaskAnswer: {
            task: components["schemas"]["Task"];
        };
        /** @description A forecast. */
        TaskForecastAnswer: {
            /** @description When a task will be finished, from how long its steps have taken. */
            forecast: {
                /** Format: uuid */
                task_id: string;
                /** @enum {string} */
                status: "pending" | "in_progress" | "complete" | "error" | "cancelled" | "resolved_manually";
                /**
                 * Format: date-time
                 * @description The moment that everything counts from.
                 * @example 2026-03-01T10:00:00.000Z
                 */
                as_of: string;
                paused: boolean;
                /** @description Steps take as long as they did on average. */
                expected: components["schemas"]["Finish"];
                /** @description Each takes as long as only 5 of 100 attempts did. */
                cautious: components["schemas"]["Finish"];
                /** @description Steps that will not run by themselves and that others wait for. */
                stuck_steps: string[];
                /** @description Unfinished steps of which no attempt was measured. */
                unmeasured_steps: string[];
            };
        };
        /** @description The graph of a task. */
        TaskGraph: {
            nodes: {
                /** @description Place of the step in its task. */
                id: number;
                name: string;
                /** @description Longest distance from a root. */
                level: number;
            }[];
            edges: {
                /** @description Place of the step in its task. */
                from: number;
                /** @description Place of the step in its task. */
                to: number;
                from_name: string;
                to_name: string;
            }[];
            /** @description Ids of the steps that depend on it, by step id. */
            adjacency_list: {
                [key: string]: number[];
            };
            /** @description Ids of the steps that it depends on, by step id. */
            reverse_adjacency_list: {
                [key: string]: number[];
            };
            /** @description Level by step id. */
            dependency_levels: {
                [key: string]: number;
            };
        };
        /**
         * @description A page of a list.
         * @example {
         *       "tasks": [
         *         {
         *           "task_id": "019ca8c1-8a00-7000-8000-000000000001",
         *           "name": "process_order",
         *           "namespace": "shop",
         *           "version": "1.2.0",
         *           "full_name": "shop.process_order@1.2.0",
         *           "status": "complete",
         *           "complete": true,
         *           "priority": 0,
         *           "initiator": "ann",
         *           "source_system": "web",
         *           "reason": "checkout",
         *           "tags": [
         *             "vip"
         *           ],
         *           "bypass_steps": [],
         *           "correlation_id": "c-17",
         *           "requested_at": "2026-03-01T10:00:00.000Z",
         *           "finished_at": "2026-03-01T10:00:01.300Z",
         *           "paused_at": null,
         *           "paused_by": null,
         *           "pause_reason": null,
         *           "incomplete_steps": 0
         *         }
         *       ],
         *       "next_cursor": null
         *     }
         */
        TaskPage: {
            tasks: components["schemas"]["TaskSummary"][];
            /** @description `cursor` of the next page; null on the last one. */
            next_cursor: string | null;
            /** @description How many there are on all pages; only with `total=true`. */
            total?: number;
        };
        /** @description A task to create. */
        TaskRequest: {
            /** @description Of the definition. */
            name: string;
            /** @description Of the definition. Default `default`. */
            namespace?: string;
            /** @description An exact version, a range such as `^1.2.0`, or `latest`. Default: the highest that is not a pre-release. */
            version?: string;
            /** @description Input of the workflow, as its definition declares it. */
            context: {
                [key: string]: unknown;
            };
            /** @description Who asks. Default: the caller, else `unknown`. */
            initiator?: string;
            /** @description Where it comes from. Default `unknown`. */
            source_system?: string;
            /** @description Why. Default `unknown`. */
            reason?: string;
            tags?: string[];
            /** @description Higher runs first. Default: the definition's. */
            priority?: number;
            /** @description Carried through to every step. Default: that of the request, in its header or generated. */
            correlation_id?: string;
            /** @description Steps to leave out: each must be skippable. */
            bypass_steps?: string[];
            /** @description Makes a repeated request harmless: the task of the first one is answered, with 200. */
            idempotency_key?: string;
            /** @description W3C trace context. Default: the header of the request. */
            traceparent?: string;
        };
        /** @description Which tasks are meant: those that match every key that is given. */
        TaskSelection: {
            namespace?: string;
            name?: string;
            /** @description The exact version. */
            version?: string;
            /** @description One state, or several of which the task must be in one. */
            status?: ("pending" | "in_progress" | "complete" | "error" | "cancelled" | "resolved_manually") | ("pending" | "in_progress" | "complete" | "error" | "cancelled" | "resolved_manually")[];
            /** @description One tag, or several all of which the task must have. */
            tags?: string | string[];
            /**
             * Format: date-time
             * @description Created at this moment or later.
             * @example 2026-03-01T10:00:00.000Z
             */
            created_after?: string;
            /**
             * Format: date-time
             * @description Created before this moment.
             * @example 2026-03-01T10:00:00.000Z
             */
            created_before?: string;
            paused?: boolean;
        };
        /** @description A task in a list. Its context is there when `include=context` asks for it. */
        TaskSummary: {
            /**
             * Format: uuid
             * @description Ordered by the time of creation.
             */
            task_id: string;
            /** @description Of its definition. */
            name: string;
            /** @description Of its definition. */
            namespace: string;
            /** @description Of its definition. */
            version: string;
            /**
             * @description `<namespace>.<name>@<version>`
             * @example shop.process_order@1.2.0
             */
            full_name: string;
            /**
             * @description Its state.
             * @enum {string}
             */
            status: "pending" | "in_progress" | "complete" | "error" | "cancelled" | "resolved_manually";
            /** @description Every step ended well. */
            complete: boolean;
            /** @description Higher runs first. */
            priority: number;
            /** @description Who asked for it. */
            initiator: string;
            /** @description Where it came from. */
            source_system: string;
            /** @description Why. */
            reason: string;
            tags: string[];
            /** @description Steps that it was created without. */
            bypass_steps: string[];
            /** @description As given, or made of its id. */
            correlation_id: string;
            /**
             * Format: date-time
             * @example 2026-03-01T10:00:00.000Z
             */
            requested_at: string;
            /**
             * Format: date-time
             * @description When it came to rest; null while it has not.
             * @example 2026-03-01T10:00:00.000Z
             */
            finished_at: string | null;
            /**
             * Format: date-time
             * @description Since when nothing of it begins; null when it is not paused.
             * @example 2026-03-01T10:00:00.000Z
             */
            paused_at: string | null;
            /** @description Who paused it. */
            paused_by: string | null;
            /** @description Why it is paused. */
            pause_reason: string | null;
            /** @description Steps that are neither complete nor resolved. */
            incomplete_steps: number;
            /** @description Its input: a JSON object, content of the user. */
            context?: unknown;
        };
        /** @description What to change; at least one of reason and tags. */
        TaskUpdate: {
            /** @description Why the task is there. */
            reason?: string;
            /** @description All tags that it is to have. */
            tags?: string[];
            /** @description Who acts: stands in the history. Only where nobody is authenticated (`auth: 'none'`); else the caller stands there, and naming somebody is refused. */
            actor?: string;
        };
        /** @description What becomes of a forecast. */
        TaskWhatIfAnswer: {
            /** @description The expected finish without and with the factors. */
            what_if: {
                /** Format: uuid */
                task_id: string;
                /**
                 * Format: date-time
                 * @description The moment that everything counts from.
                 * @example 2026-03-01T10:00:00.000Z
                 */
                as_of: string;
                before: components["schemas"]["Finish"];
                after: components["schemas"]["Finish"];
                /** @description How much sooner; negative: later. */
                saved_seconds: number | null;
                /** @description Steps that decide the finish only with the factors. */
                becomes_critical: string[];
                /** @description Steps that decide it no longer. */
                no_longer_critical: string[];
            };
        };
        /** @description How the telemetry of the process that answers is doing, since it began. */
        TelemetryInsights: {
            /** @description `<host>-<pid>` */
            instance: string;
            uptime_seconds: number;
            /** @description Spans. */
            trace_stats: {
                active: boolean;
                active_spans: number;
                started_spans: number;
                failures: number;
            };
            /** @description Events. */
            event_stats: {
                listeners: number;
                delivered: number;
                failed: number;
                dropped: number;
                waiting: number;
                refused: number;
            };
            export_stats: {
                format: string;
                completed: number;
                failed: number;
                last_error: string | null;
                /**
                 * Format: date-time
                 * @example 2026-03-01T10:00:00.000Z
                 */
                last_ended_at: string;
            }[];
            /** @description Answers that are kept. */
            cache_stats: {
                strategy: string;
                store: string;
                instance: string;
                /** @description Share of the room in use; null: unknown. */
                utilization: number | null;
                /** @description Of the store. */
                failures: {
                    timeouts: number;
                    errors: number;
                    garbage: number;
                    refused: number;
                };
                groups: {
                    group: string;
                    hits: number;
                    misses: number;
                    /** @description What the last answer was kept for; null: none was. */
                    ttl_seconds: number | null;
                    /** @description From 0 to 1. */
                    hit_rate: number;
                    generation_seconds: number;
                    access_frequency: number;
                }[];
            };
        };
        /** @description How long something took, in seconds; percentiles are right to 4.5 %. */
        TimeFigures: {
            /** @description Seconds; null when nothing was measured. */
            average: number | null;
            /** @description Seconds; null when nothing was measured. */
            p50: number | null;
            /** @description Seconds; null when nothing was measured. */
            p95: number | null;
            /** @description Seconds; null when nothing was measured. */
            p99: number | null;
        };
        /** @description A row of the history of a task or of a step of it. */
        Transition: {
            /**
             * @description Whether the task itself or a step is meant.
             * @enum {string}
             */
            kind: "task" | "step";
            /** @description Unique within its kind, in the order of writing. */
            transition_id: string;
            /** @description Place of the step; null of the task itself. */
            workflow_step_id: number | null;
            /** @description Its name. */
            step_name: string | null;
            /** @description Attempts that the step had begun; null of the task itself. */
            attempt: number | null;
            /**
             * Format: date-time
             * @description When the attempt began whose end this is; null for everything else.
             * @example 2026-03-01T10:00:00.000Z
             */
            started_at: string | null;
            /**
             * Format: date-time
             * @description When it was written: of an attempt, when it ended.
             * @example 2026-03-01T10:00:00.000Z
             */
            at: string;
            /**
             * Format: uuid
             * @description Which worker made the attempt.
             */
            worker_id: string | null;
            /**
             * @description The state before.
             * @enum {string}
             */
            from_status: "pending" | "in_progress" | "complete" | "error" | "cancelled" | "resolved_manually";
            /**
             * @description The state after: the same where something was changed, not moved.
             * @enum {string}
             */
            to_status: "pending" | "in_progress" | "complete" | "error" | "cancelled" | "resolved_manually";
            /** @description Who did it, where a person did it. */
            actor: string | null;
            /** @description Why. */
            reason: string | null;
            /** @description What went wrong in the attempt. */
            error: components["schemas"]["StepError"] | null;
            /** @description For how long the step could have been claimed before the attempt. */
            wait_seconds: number | null;
            /** @description For how long its handler ran. */
            run_seconds: number | null;
            /** @description What an operator action changed: `action`, `from` and `to`; of an update the same for `reason` and `tags`. */
            metadata: {
                [key: string]: unknown;
            } | null;
        };
        /**
         * @description A page of a list.
         * @example {
         *       "transitions": [
         *         {
         *           "kind": "step",
         *           "transition_id": "4711",
         *           "workflow_step_id": 1,
         *           "step_name": "charge_card",
         *           "at": "2026-03-01T10:00:01.250Z",
         *           "from_status": "in_progress",
         *           "to_status": "complete",
         *           "attempt": 1,
         *           "started_at": "2026-03-01T10:00:00.900Z",
         *           "worker_id": "019ca8c1-0000-7000-8000-00000000000a",
         *           "wait_seconds": 0.004,
         *           "run_seconds": 0.341,
         *           "actor": null,
         *           "reason": null,
         *           "error": null,
         *           "metadata": null
         *         }
         *       ],
         *       "next_cursor": null
         *     }
         */
        TransitionPage: {
            transitions: components["schemas"]["Transition"][];
            /** @description `cursor` of the next page; null on the last one. */
            next_cursor: string | null;
        };
        /** @description A body that cannot be parsed, or an address that cannot be decoded, fails before a route is known: the application answers, in its own form. This is the usual one. */
        Unreadable: {
            statusCode: number;
            message: string;
            error?: string;
            code?: string;
        };
        /**
         * @description The change as it is, or under `workflow_step`.
         * @example {
         *       "retry_limit": 5
         *     }
         */
        UpdateStepBody: components["schemas"]["StepUpdate"] | {
            workflow_step: components["schemas"]["StepUpdate"];
        };
        /**
         * @description The change as it is, or under `task`.
         * @example {
         *       "tags": [
         *         "vip",
         *         "checked"
         *       ]
         *     }
         */
        UpdateTaskBody: components["schemas"]["TaskUpdate"] | {
            task: components["schemas"]["TaskUpdate"];
        };
        /**
         * @description What is tried.
         * @example {
         *       "factors": {
         *         "charge_card": 0.5
         *       }
         *     }
         */
        WhatIfBody: {
            /** @description By what the duration of a step is multiplied, by its name: 0.5 is twice as fast. */
            factors: {
                [key: string]: number;
            };
        };
        /** @description One start of a worker. */
        Worker: {
            /**
             * Format: uuid
             * @description Never used again, and in the order of the starts.
             */
            worker_id: string;
            /**
             * @description Claims steps; finishes what runs; said goodbye; silent for longer than its lease.
             * @enum {string}
             */
            status: "live" | "draining" | "stopped" | "lost";
            host: string;
            pid: number;
            /** @description Of the package. */
            version: string;
            /**
             * Format: date-time
             * @example 2026-03-01T10:00:00.000Z
             */
            started_at: string;
            /**
             * Format: date-time
             * @description Latest sign of life.
             * @example 2026-03-01T10:00:00.000Z
             */
            heartbeat_at: string;
            /** @description How long ago that was. */
            heartbeat_age_seconds: number;
            /** @description How long it may be silent. */
            lease_seconds: number;
            /**
             * Format: date-time
             * @description When it began to shut down.
             * @example 2026-03-01T10:00:00.000Z
             */
            draining_at: string | null;
            /**
             * Format: date-time
             * @example 2026-03-01T10:00:00.000Z
             */
            stopped_at: string | null;
            /**
             * Format: date-time
             * @description When others found it silent.
             * @example 2026-03-01T10:00:00.000Z
             */
            lost_at: string | null;
            /** @description Steps that it runs at once at most. */
            concurrency: number;
            /** @description At its latest sign of life; null for a caller that is confined to namespaces. */
            running_steps: number | null;
            queues: string[];
            /** @description Full names of the definitions that it has code for. */
            definitions: string[];
        };
        /**
         * @description A page of a list.
         * @example {
         *       "workers": [
         *         {
         *           "worker_id": "019ca8c1-0000-7000-8000-00000000000a",
         *           "status": "live",
         *           "host": "app-1",
         *           "pid": 17,
         *           "version": "1.0.0",
         *           "started_at": "2026-03-01T09:00:00.000Z",
         *           "heartbeat_at": "2026-03-01T10:00:00.000Z",
         *           "heartbeat_age_seconds": 1.4,
         *           "lease_seconds": 15,
         *           "draining_at": null,
         *           "stopped_at": null,
         *           "lost_at": null,
         *           "concurrency": 64,
         *           "running_steps": 3,
         *           "queues": [
         *             "default",
         *             "payments"
         *           ],
         *           "definitions": [
         *             "shop.process_order@1.2.0"
         *           ]
         *         }
         *       ],
         *       "next_cursor": null
         *     }
         */
        WorkerPage: {
            workers: components["schemas"]["Worker"][];
            /** @description `cursor` of the next page; null on the last one. */
            next_cursor: string | null;
        };
        /** @description A step of a task. */
        WorkflowStep: {
            /** Format: uuid */
            task_id: string;
            /** @description Place of the step in its task: unique within the task only. */
            workflow_step_id: number;
            name: string;
            named_step_id: number;
            /**
             * @description Its state.
             * @enum {string}
             */
            status: "pending" | "in_progress" | "complete" | "error" | "cancelled" | "resolved_manually";
            /** @description Attempts begun. */
            attempts: number;
            /** @description Attempts in total: the first one counts. */
            retry_limit: number;
            retryable: boolean;
            skippable: boolean;
            queue: string;
            priority: number;
            /** @description The steps that depend on it may go on. */
            processed: boolean;
            /**
             * Format: date-time
             * @example 2026-03-01T10:00:00.000Z
             */
            processed_at: string | null;
            /** @description An attempt runs. */
            in_process: boolean;
            /**
             * Format: date-time
             * @description From when it may be claimed; null while it may not, or nobody knows when.
             * @example 2026-03-01T10:00:00.000Z
             */
            ready_at: string | null;
            /**
             * Format: date-time
             * @description When the running or latest attempt was claimed.
             * @example 2026-03-01T10:00:00.000Z
             */
            claimed_at: string | null;
            /**
             * Format: date-time
             * @description When the latest attempt ended.
             * @example 2026-03-01T10:00:00.000Z
             */
            last_attempted_at: string | null;
            /** @description Wait that followed the latest failure. */
            backoff_request_seconds: number | null;
            /** @description Inputs of its own; null when it has none. */
            inputs: unknown;
            /** @description What its handler returned; null before. */
            results: unknown;
            /** @description What went wrong in the latest failed attempt. */
            error: components["schemas"]["StepError"] | null;
            /** @description Steps that depend on it. */
            children_ids: number[];
            /** @description Steps that it depends on. */
            parents_ids: number[];
            /** @description Steps with exactly the same parents; null where they are more than 256. */
            siblings_ids: number[] | null;
        };
        /**
         * @description One step.
         * @example {
         *       "workflow_step": {
         *         "task_id": "019ca8c1-8a00-7000-8000-000000000001",
         *         "workflow_step_id": 1,
         *         "name": "charge_card",
         *         "named_step_id": 4,
         *         "status": "complete",
         *         "attempts": 1,
         *         "retry_limit": 3,
         *         "retryable": true,
         *         "skippable": false,
         *         "queue": "default",
         *         "priority": 0,
         *         "processed": true,
         *         "processed_at": "2026-03-01T10:00:01.250Z",
         *         "in_process": false,
         *         "ready_at": null,
         *         "claimed_at": "2026-03-01T10:00:00.900Z",
         *         "last_attempted_at": "2026-03-01T10:00:01.250Z",
         *         "backoff_request_seconds": null,
         *         "inputs": null,
         *         "results": {
         *           "charge_id": "c-1"
         *         },
         *         "error": null,
         *         "children_ids": [],
         *         "parents_ids": [],
         *         "siblings_ids": []
         *       }
         *     }
         */
        WorkflowStepAnswer: {
            workflow_step: components["schemas"]["WorkflowStep"];
        };
        /**
         * @description A page of a list.
         * @example {
         *       "workflow_steps": [
         *         {
         *           "task_id": "019ca8c1-8a00-7000-8000-000000000001",
         *           "workflow_step_id": 1,
         *           "name": "charge_card",
         *           "named_step_id": 4,
         *           "status": "complete",
         *           "attempts": 1,
         *           "retry_limit": 3,
         *           "retryable": true,
         *           "skippable": false,
         *           "queue": "default",
         *           "priority": 0,
         *           "processed": true,
         *           "processed_at": "2026-03-01T10:00:01.250Z",
         *           "in_process": false,
         *           "ready_at": null,
         *           "claimed_at": "2026-03-01T10:00:00.900Z",
         *           "last_attempted_at": "2026-03-01T10:00:01.250Z",
         *           "backoff_request_seconds": null,
         *           "inputs": null,
         *           "results": {
         *             "charge_id": "c-1"
         *           },
         *           "error": null,
         *           "children_ids": [],
         *           "parents_ids": [],
         *           "siblings_ids": []
         *         }
         *       ],
         *       "next_cursor": null
         *     }
         */
        WorkflowStepPage: {
            workflow_steps: components["schemas"]["WorkflowStep"][];
            /** @description `cursor` of the next page; null on the last one. */
            next_cursor: string | null;
            /** @description How many there are on all pages; only with `total=true`. */
            total?: number;
        };
        /** @description Where a task stands, counted from its steps. */
        WorkflowSummary: {
            total_steps: number;
            /** @description Complete or resolved. */
            completed: number;
            pending: number;
            in_progress: number;
            failed: number;
            /** @description May be claimed now. */
            ready: number;
            /** @description From 0 to 100, two decimals. */
            completion_percentage: number;
            /** @description What is going on, as `processing` or `blocked_by_failures`. */
            status: string;
            /** @description `healthy`, `recovering`, `blocked` … */
            health: string;
            /** @description What to do next. */
            recommended_action: string;
            /** @description The same for people. */
            progress_details: {
                /** @example 3/8 */
                completed_ratio: string;
                /** @example 37.5% */
                completion_percentage: string;
                remaining_steps: number;
                failed_steps: number;
                ready_steps: number;
            };
        };
    };
    responses: {
        /** @description Something of the request cannot be used; nothing was changed. `details` names each field. */
        BadRequest: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "error": "Bad Request",
                 *       "message": "limit: must be a whole number from 1 to 100",
                 *       "details": [
                 *         {
                 *           "path": "limit",
                 *           "message": "must be a whole number from 1 to 100"
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description Something of the request cannot be used; nothing was changed. `details` names each field. */
        BadRequestUnread: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "error": "Bad Request",
                 *       "message": "limit: must be a whole number from 1 to 100",
                 *       "details": [
                 *         {
                 *           "path": "limit",
                 *           "message": "must be a whole number from 1 to 100"
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["Error"] | components["schemas"]["Unreadable"];
            };
        };
        /** @description The credentials are missing or not accepted. */
        Unauthorized: {
            headers: {
                /** @description How to send credentials. */
                "WWW-Authenticate"?: string;
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "error": "Unauthorized",
                 *       "message": "credentials are required",
                 *       "details": []
                 *     }
                 */
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description The caller is known and may not do this. */
        Forbidden: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "error": "Forbidden",
                 *       "message": "this needs the permission tasker.task:cancel",
                 *       "details": []
                 *     }
                 */
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description There is no such thing, or none that the caller reaches. */
        NotFound: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "error": "Not Found",
                 *       "message": "there is no task 01920000-0000-7000-8000-000000000000",
                 *       "details": []
                 *     }
                 */
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description The `Accept` header offers no media type that this route has. */
        NotAcceptable: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "error": "Not Acceptable",
                 *       "message": "this route answers with application/json",
                 *       "details": []
                 *     }
                 */
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description The state of the thing does not allow it; nothing was changed. */
        Conflict: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "error": "Conflict",
                 *       "message": "task 01920000-0000-7000-8000-000000000000 is complete",
                 *       "details": []
                 *     }
                 */
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description It was there and is no more. */
        Gone: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "error": "Gone",
                 *       "message": "it is no longer stored",
                 *       "details": []
                 *     }
                 */
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description The body is larger than is allowed. */
        ContentTooLarge: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "error": "Payload Too Large",
                 *       "message": "request entity too large",
                 *       "details": []
                 *     }
                 */
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description The body is larger than is allowed. */
        ContentTooLargeUnread: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "error": "Payload Too Large",
                 *       "message": "request entity too large",
                 *       "details": []
                 *     }
                 */
                "application/json": components["schemas"]["Error"] | components["schemas"]["Unreadable"];
            };
        };
        /** @description The body is not sent as application/json. */
        UnsupportedMediaType: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "error": "Unsupported Media Type",
                 *       "message": "the body must be sent as application/json",
                 *       "details": []
                 *     }
                 */
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description The body is not sent as application/json. */
        UnsupportedMediaTypeUnread: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "error": "Unsupported Media Type",
                 *       "message": "the body must be sent as application/json",
                 *       "details": []
                 *     }
                 */
                "application/json": components["schemas"]["Error"] | components["schemas"]["Unreadable"];
            };
        };
        /** @description The request is well-formed and lacks what the action requires. */
        Unprocessable: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "error": "Unprocessable Entity",
                 *       "message": "reason: is required",
                 *       "details": [
                 *         {
                 *           "path": "reason",
                 *           "message": "is required"
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description The caller sends more requests than are allowed. */
        TooManyRequests: {
            headers: {
                /** @description Seconds until the next request may be sent. */
                "Retry-After"?: number;
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "error": "Too Many Requests",
                 *       "message": "too many requests: try again in 7 s",
                 *       "details": []
                 *     }
                 */
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description The server is at fault; its log has the details. */
        InternalError: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "error": "Internal Server Error",
                 *       "message": "An internal error occurred; the log of the server has the details.",
                 *       "details": []
                 *     }
                 */
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description Nobody can say now whether the credentials are good. */
        Unavailable: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "error": "Service Unavailable",
                 *       "message": "the credentials cannot be checked at present",
                 *       "details": []
                 *     }
                 */
                "application/json": components["schemas"]["Error"];
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    getBottlenecks: {
        parameters: {
            query?: {
                /** @description Only tasks of this namespace. A caller that is confined to one gets that one; confined to several, it must name one. */
                namespace?: string;
                /** @description Only tasks of this name. */
                name?: string;
                /** @description Only this version; needs `name`. */
                version?: string;
                /** @description Counts what was committed until now instead of giving an answer that was kept. */
                fresh?: boolean;
                /** @description Hours to look back; at most those of `analytics.retention`. */
                period?: number;
            };
            header?: {
                /** @description The `ETag` of an answer that the caller has: 304 when it is the same. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The figures */
            200: {
                headers: {
                    /** @description Tag of this answer, for `If-None-Match`. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BottleneckAnalytics"];
                };
            };
            /** @description The answer is the one that `If-None-Match` names. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            /** @description No such definition is registered, or the caller does not reach the namespace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            /** @description Analytics is off in this process. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getPerformance: {
        parameters: {
            query?: {
                /** @description Only tasks of this namespace. A caller that is confined to one gets that one; confined to several, it must name one. */
                namespace?: string;
                /** @description Only tasks of this name. */
                name?: string;
                /** @description Only this version; needs `name`. */
                version?: string;
                /** @description Counts what was committed until now instead of giving an answer that was kept. */
                fresh?: boolean;
            };
            header?: {
                /** @description The `ETag` of an answer that the caller has: 304 when it is the same. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The figures */
            200: {
                headers: {
                    /** @description Tag of this answer, for `If-None-Match`. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PerformanceAnalytics"];
                };
            };
            /** @description The answer is the one that `If-None-Match` names. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            /** @description No such definition is registered, or the caller does not reach the namespace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            /** @description Analytics is off in this process. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listAnnotationTypes: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of an answer that the caller has: 304 when it is the same. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The kinds */
            200: {
                headers: {
                    /** @description Tag of this answer, for `If-None-Match`. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnnotationTypeList"];
                };
            };
            /** @description The answer is the one that `If-None-Match` names. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    listAnnotations: {
        parameters: {
            query?: {
                /** @description Kind of the note. */
                type?: string;
                /** @description A key at the top of the note. */
                key?: string;
                /** @description Its value as text: `5` finds the number and the text. Only with `key`. */
                value?: string;
                /** @description How many to a page. */
                limit?: number;
                /** @description `next_cursor` of the page before, of the same list: that of another filter or order is refused. */
                cursor?: string;
            };
            header?: {
                /** @description The `ETag` of an answer that the caller has: 304 when it is the same. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page */
            200: {
                headers: {
                    /** @description The next page, as `<path>; rel="next"`; not there on the last one. */
                    Link?: string;
                    /** @description Tag of this answer, for `If-None-Match`. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskAnnotationPage"];
                };
            };
            /** @description The answer is the one that `If-None-Match` names. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    getApiDocs: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of an answer that the caller has: 304 when it is the same. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The page */
            200: {
                headers: {
                    /** @description Tag of this answer, for `If-None-Match`. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description The answer is the one that `If-None-Match` names. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            406: components["responses"]["NotAcceptable"];
            500: components["responses"]["InternalError"];
        };
    };
    getApiDocsFile: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of an answer that the caller has: 304 when it is the same. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description Name of the file */
                file: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file */
            200: {
                headers: {
                    /** @description Tag of this answer, for `If-None-Match`. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "text/javascript": string;
                    "text/css": string;
                };
            };
            /** @description The answer is the one that `If-None-Match` names. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequestUnread"];
            /** @description The page has no such file */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            406: components["responses"]["NotAcceptable"];
            500: components["responses"]["InternalError"];
        };
    };
    getArchivedTask: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of an answer that the caller has: 304 when it is the same. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description Id of the task. */
                task_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The task as it was */
            200: {
                headers: {
                    /** @description Tag of this answer, for `If-None-Match`. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ArchivedTaskAnswer"];
                };
            };
            /** @description The answer is the one that `If-None-Match` names. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequestUnread"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            /** @description No such task was archived */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    listCircuits: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of an answer that the caller has: 304 when it is the same. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The circuits */
            200: {
                headers: {
                    /** @description Tag of this answer, for `If-None-Match`. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CircuitList"];
                };
            };
            /** @description The answer is the one that `If-None-Match` names. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    listDeadLetters: {
        parameters: {
            query?: {
                /** @description Namespace of the definition. */
                namespace?: string;
                /** @description Name of the definition. */
                name?: string;
                /** @description Exact version of the definition. */
                version?: string;
                /** @description How many to a page. */
                limit?: number;
                /** @description `next_cursor` of the page before, of the same list: that of another filter or order is refused. */
                cursor?: string;
            };
            header?: {
                /** @description The `ETag` of an answer that the caller has: 304 when it is the same. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page */
            200: {
                headers: {
                    /** @description The next page, as `<path>; rel="next"`; not there on the last one. */
                    Link?: string;
                    /** @description Tag of this answer, for `If-None-Match`. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeadLetterPage"];
                };
            };
            /** @description The answer is the one that `If-None-Match` names. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    countDeadLetters: {
        parameters: {
            query?: {
                /** @description Namespace of the definition. */
                namespace?: string;
                /** @description Name of the definition. */
                name?: string;
                /** @description Exact version of the definition. */
                version?: string;
            };
            header?: {
                /** @description The `ETag` of an answer that the caller has: 304 when it is the same. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The number */
            200: {
                headers: {
                    /** @description Tag of this answer, for `If-None-Match`. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeadLetterCount"];
                };
            };
            /** @description The answer is the one that `If-None-Match` names. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    resolveDeadLetter: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the task. */
                task_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ResolveDeadLetterBody"];
            };
        };
        responses: {
            /** @description The task as it is left */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskAnswer"];
                };
            };
            400: components["responses"]["BadRequestUnread"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            /** @description There is no such task, or it needs nobody */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            406: components["responses"]["NotAcceptable"];
            /** @description Its state does not allow it, or somebody holds it for too long */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            413: components["responses"]["ContentTooLargeUnread"];
            415: components["responses"]["UnsupportedMediaTypeUnread"];
            /** @description `resolve` without a reason */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    listSystemLinks: {
        parameters: {
            query?: {
                /** @description The system, required. */
                system?: string;
                /** @description The id there, required. */
                id?: string;
            };
            header?: {
                /** @description The `ETag` of an answer that the caller has: 304 when it is the same. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The links */
            200: {
                headers: {
                    /** @description Tag of this answer, for `If-None-Match`. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SystemLinkList"];
                };
            };
            /** @description The answer is the one that `If-None-Match` names. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    linkSystems: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SystemLinkBody"];
            };
        };
        responses: {
            /** @description The link was there before */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SystemLinkAnswer"];
                };
            };
            /** @description The link */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SystemLinkAnswer"];
                };
            };
            400: components["responses"]["BadRequestUnread"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            413: components["responses"]["ContentTooLargeUnread"];
            415: components["responses"]["UnsupportedMediaTypeUnread"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    listNamespaces: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of an answer that the caller has: 304 when it is the same. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The namespaces */
            200: {
                headers: {
                    /** @description Tag of this answer, for `If-None-Match`. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NamespaceList"];
                };
            };
            /** @description The answer is the one that `If-None-Match` names. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    listHandlersInNamespace: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of an answer that the caller has: 304 when it is the same. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description Namespace of definitions. */
                namespace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The tasks */
            200: {
                headers: {
                    /** @description Tag of this answer, for `If-None-Match`. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HandlerList"];
                };
            };
            /** @description The answer is the one that `If-None-Match` names. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequestUnread"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            /** @description There is no such namespace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    getHandlerWithDependencies: {
        parameters: {
            query?: {
                /** @description A version, a range such as `^1.2.0`, or `latest`. Default: 0.1.0 when it is registered, else the highest. */
                version?: string;
            };
            header?: {
                /** @description The `ETag` of an answer that the caller has: 304 when it is the same. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description Namespace of definitions. */
                namespace: string;
                /** @description Name of the task. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The definition */
            200: {
                headers: {
                    /** @description Tag of this answer, for `If-None-Match`. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HandlerAnswer"];
                };
            };
            /** @description The answer is the one that `If-None-Match` names. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequestUnread"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            /** @description There is no such namespace, name or version. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    getHandlerDiagram: {
        parameters: {
            query?: {
                /** @description A version, a range such as `^1.2.0`, or `latest`. Default: 0.1.0 when it is registered, else the highest. */
                version?: string;
                /** @description What the picture is made of. Default: what `Accept` asks for, else `html`. */
                format?: "html" | "json" | "mermaid" | "svg";
            };
            header?: {
                /** @description The `ETag` of an answer that the caller has: 304 when it is the same. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description Namespace of definitions. */
                namespace: string;
                /** @description Name of the task. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The steps that it declares; the longest way through them is marked. */
            200: {
                headers: {
                    /** @description Tag of this answer, for `If-None-Match`. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                    "application/json": components["schemas"]["Diagram"];
                    "text/plain": string;
                    "image/svg+xml": string;
                };
            };
            /** @description The answer is the one that `If-None-Match` names. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequestUnread"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            /** @description There is no such namespace, name or version. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    compareHandlerVersions: {
        parameters: {
            query?: {
                /** @description The version to begin with; a range or `latest` is taken too. Required. */
                from?: string;
                /** @description The version to compare it with, in the same way. Default `latest`. */
                to?: string;
                /** @description What the picture is made of. Default: what `Accept` asks for, else `html`. */
                format?: "html" | "json" | "mermaid" | "svg";
            };
            header?: {
                /** @description The `ETag` of an answer that the caller has: 304 when it is the same. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description Namespace of definitions. */
                namespace: string;
                /** @description Name of the task. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was added, removed and changed. */
            200: {
                headers: {
                    /** @description Tag of this answer, for `If-None-Match`. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                    "application/json": components["schemas"]["HandlerDifference"];
                    "text/plain": string;
                    "image/svg+xml": string;
                };
            };
            /** @description The answer is the one that `If-None-Match` names. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequestUnread"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            /** @description There is no such namespace, name or version. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    getHealthLiveness: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of an answer that the caller has: 304 when it is the same. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It does. */
            200: {
                headers: {
                    /** @description Tag of this answer, for `If-None-Match`. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProcessLiveness"];
                };
            };
            /** @description The answer is the one that `If-None-Match` names. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            406: components["responses"]["NotAcceptable"];
            500: components["responses"]["InternalError"];
        };
    };
    getHealthReadiness: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of an answer that the caller has: 304 when it is the same. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It may. */
            200: {
                headers: {
                    /** @description Tag of this answer, for `If-None-Match`. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProcessReadiness"];
                };
            };
            /** @description The answer is the one that `If-None-Match` names. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            406: components["responses"]["NotAcceptable"];
            500: components["responses"]["InternalError"];
            /** @description It may not: `failed_checks` say why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProcessReadiness"];
                };
            };
        };
    };
    getHealthStatus: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of an answer that the caller has: 304 when it is the same. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The figures. */
            200: {
                headers: {
                    /** @description Tag of this answer, for `If-None-Match`. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SystemStatus"];
                };
            };
            /** @description The answer is the one that `If-None-Match` names. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            /** @description The figures of a system that is not healthy, where `health.failWhenUnhealthy` is set; or nobody can say who asks. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": (components["schemas"]["SystemStatus"] | components["schemas"]["Error"]) | components["schemas"]["Error"];
                };
            };
        };
    };
    listLimits: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of an answer that the caller has: 304 when it is the same. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The limits */
            200: {
                headers: {
                    /** @description Tag of this answer, for `If-None-Match`. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LimitList"];
                };
            };
            /** @description The answer is the one that `If-None-Match` names. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    exportMetrics: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of an answer that the caller has: 304 when it is the same. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The metrics */
            200: {
                headers: {
                    /** @description Tag of this answer, for `If-None-Match`. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description The answer is the one that `If-None-Match` names. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            /** @description Metrics are off */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getOpenApi: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of an answer that the caller has: 304 when it is the same. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The OpenAPI document */
            200: {
                headers: {
                    /** @description Tag of this answer, for `If-None-Match`. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description The answer is the one that `If-None-Match` names. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            406: components["responses"]["NotAcceptable"];
            500: components["responses"]["InternalError"];
        };
    };
    listStaleTasks: {
        parameters: {
            query?: {
                /** @description What is wrong. */
                kind?: "waiting" | "lifetime" | "lost_attempts";
                /** @description How many to a page. */
                limit?: number;
                /** @description `next_cursor` of the page before, of the same list: that of another filter or order is refused. */
                cursor?: string;
            };
            header?: {
                /** @description The `ETag` of an answer that the caller has: 304 when it is the same. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page */
            200: {
                headers: {
                    /** @description The next page, as `<path>; rel="next"`; not there on the last one. */
                    Link?: string;
                    /** @description Tag of this answer, for `If-None-Match`. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StaleTaskPage"];
                };
            };
            /** @description The answer is the one that `If-None-Match` names. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    countStaleTasks: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of an answer that the caller has: 304 when it is the same. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The numbers */
            200: {
                headers: {
                    /** @description Tag of this answer, for `If-None-Match`. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StaleTaskCounts"];
                };
            };
            /** @description The answer is the one that `If-None-Match` names. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    listTasks: {
        parameters: {
            query?: {
                /** @description How many to a page. */
                limit?: number;
                /** @description `next_cursor` of the page before, of the same list: that of another filter or order is refused. */
                cursor?: string;
                /** @description Both are the order of creation. */
                sort_by?: "task_id" | "requested_at";
                /** @description The oldest or the newest first. */
                sort_order?: "asc" | "desc";
                /** @description The state. */
                status?: "pending" | "in_progress" | "complete" | "error" | "cancelled" | "resolved_manually";
                /** @description Namespace of the definition. */
                namespace?: string;
                /** @description Name of the definition. */
                name?: string;
                /** @description Exact version of the definition. */
                version?: string;
                /** @description A tag; given several times, the tasks have all of them. */
                tag?: string[];
                /** @description Who asked for the task. */
                initiator?: string;
                /** @description Where the task came from. */
                source_system?: string;
                /** @description Requested at this moment or later. */
                requested_after?: string;
                /** @description Requested before this moment. */
                requested_before?: string;
                /** @description Value at a path of the context that the definitions declare `searchable`, as `context[order.customer_id]=c-17`; a number or boolean as its JSON. */
                context?: {
                    [key: string]: string;
                };
                /** @description What else to show of each task. A page with more than 5 MB of contexts ends earlier: `next_cursor` goes on behind it. */
                include?: "context"[];
                /** @description Also counts what there is on all pages. */
                total?: boolean;
            };
            header?: {
                /** @description The `ETag` of an answer that the caller has: 304 when it is the same. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page */
            200: {
                headers: {
                    /** @description The next page, as `<path>; rel="next"`; not there on the last one. */
                    Link?: string;
                    /** @description Tag of this answer, for `If-None-Match`. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskPage"];
                };
            };
            /** @description The answer is the one that `If-None-Match` names. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    createTask: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateTaskBody"];
            };
        };
        responses: {
            /** @description The task was there before */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskAnswer"];
                };
            };
            /** @description The new task */
            201: {
                headers: {
                    /** @description Path of the task. */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskAnswer"];
                };
            };
            400: components["responses"]["BadRequestUnread"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            /** @description The namespace is out of reach */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            406: components["responses"]["NotAcceptable"];
            /** @description Another request has the same idempotency key; `details` say how this one differs */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            413: components["responses"]["ContentTooLargeUnread"];
            415: components["responses"]["UnsupportedMediaTypeUnread"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    createTasks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateTasksBody"];
            };
        };
        responses: {
            /** @description The tasks */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedTasks"];
                };
            };
            400: components["responses"]["BadRequestUnread"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            /** @description A namespace is out of reach */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            406: components["responses"]["NotAcceptable"];
            /** @description Another request has the same idempotency key */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            413: components["responses"]["ContentTooLargeUnread"];
            415: components["responses"]["UnsupportedMediaTypeUnread"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    cancelTasks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BulkActionBody"];
            };
        };
        responses: {
            /** @description What was done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkActionAnswer"];
                };
            };
            400: components["responses"]["BadRequestUnread"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            /** @description Another number of tasks matches than was expected */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            413: components["responses"]["ContentTooLargeUnread"];
            415: components["responses"]["UnsupportedMediaTypeUnread"];
            /** @description The reason is missing, or the confirmation of an empty selection */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    pauseTasks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BulkActionBody"];
            };
        };
        responses: {
            /** @description What was done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "bulk_action": {
                     *         "action": "pause",
                     *         "dry_run": false,
                     *         "matched": 12,
                     *         "changed": 12,
                     *         "unchanged": 0,
                     *         "refused": 0,
                     *         "busy": 0
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["BulkActionAnswer"];
                };
            };
            400: components["responses"]["BadRequestUnread"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            /** @description Another number of tasks matches than was expected */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            413: components["responses"]["ContentTooLargeUnread"];
            415: components["responses"]["UnsupportedMediaTypeUnread"];
            /** @description The reason is missing, or the confirmation of an empty selection */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    resolveTasks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BulkActionBody"];
            };
        };
        responses: {
            /** @description What was done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "bulk_action": {
                     *         "action": "resolve",
                     *         "dry_run": false,
                     *         "matched": 12,
                     *         "changed": 12,
                     *         "unchanged": 0,
                     *         "refused": 0,
                     *         "busy": 0
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["BulkActionAnswer"];
                };
            };
            400: components["responses"]["BadRequestUnread"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            /** @description Another number of tasks matches than was expected */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            413: components["responses"]["ContentTooLargeUnread"];
            415: components["responses"]["UnsupportedMediaTypeUnread"];
            /** @description The reason is missing, or the confirmation of an empty selection */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    resumeTasks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BulkActionBody"];
            };
        };
        responses: {
            /** @description What was done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "bulk_action": {
                     *         "action": "resume",
                     *         "dry_run": false,
                     *         "matched": 12,
                     *         "changed": 12,
                     *         "unchanged": 0,
                     *         "refused": 0,
                     *         "busy": 0
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["BulkActionAnswer"];
                };
            };
            400: components["responses"]["BadRequestUnread"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            /** @description Another number of tasks matches than was expected */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            413: components["responses"]["ContentTooLargeUnread"];
            415: components["responses"]["UnsupportedMediaTypeUnread"];
            /** @description The reason is missing, or the confirmation of an empty selection */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    retryTasks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BulkActionBody"];
            };
        };
        responses: {
            /** @description What was done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "bulk_action": {
                     *         "action": "retry",
                     *         "dry_run": false,
                     *         "matched": 12,
                     *         "changed": 12,
                     *         "unchanged": 0,
                     *         "refused": 0,
                     *         "busy": 0
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["BulkActionAnswer"];
                };
            };
            400: components["responses"]["BadRequestUnread"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            /** @description Another number of tasks matches than was expected */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            413: components["responses"]["ContentTooLargeUnread"];
            415: components["responses"]["UnsupportedMediaTypeUnread"];
            /** @description The reason is missing, or the confirmation of an empty selection */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    watchTasks: {
        parameters: {
            query?: {
                /** @description The state. */
                status?: "pending" | "in_progress" | "complete" | "error" | "cancelled" | "resolved_manually";
                /** @description Namespace of the definition. */
                namespace?: string;
                /** @description Name of the definition. */
                name?: string;
                /** @description Exact version of the definition. */
                version?: string;
                /** @description A tag; given several times, the tasks have all of them. */
                tag?: string[];
                /** @description Who asked for the task. */
                initiator?: string;
                /** @description Where the task came from. */
                source_system?: string;
                /** @description Requested at this moment or later. */
                requested_after?: string;
                /** @description Requested before this moment. */
                requested_before?: string;
                /** @description Go on behind this cursor: the `id` of an event of an earlier stream of the same tasks. `Last-Event-ID` goes before it. */
                after?: string;
            };
            header?: {
                /** @description Go on behind this cursor. */
                "Last-Event-ID"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Events as they come; each has a `LiveChange` as its data. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            /** @description As many streams are open as there may be, or the server shuts down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getTask: {
        parameters: {
            query?: {
                /** @description Adds `dependency_analysis`: critical paths, bottlenecks and error chains. */
                include_dependencies?: boolean;
            };
            header?: {
                /** @description The `ETag` of an answer that the caller has: 304 when it is the same. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description Id of the task. */
                task_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The task */
            200: {
                headers: {
                    /** @description Tag of this answer, for `If-None-Match`. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskAnswer"];
                };
            };
            /** @description The answer is the one that `If-None-Match` names. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequestUnread"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            /** @description There is no such task */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    replaceTask: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the task. */
                task_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateTaskBody"];
            };
        };
        responses: {
            /** @description The task */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskAnswer"];
                };
            };
            400: components["responses"]["BadRequestUnread"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            /** @description There is no such task */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            406: components["responses"]["NotAcceptable"];
            /** @description Somebody holds the task for too long */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            413: components["responses"]["ContentTooLargeUnread"];
            415: components["responses"]["UnsupportedMediaTypeUnread"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    cancelTask: {
        parameters: {
            query?: {
                /** @description Why; may stand in the body instead. */
                reason?: string;
            };
            header?: never;
            path: {
                /** @description Id of the task. */
                task_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["CancelBody"];
            };
        };
        responses: {
            /** @description The task */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CancelledTask"];
                };
            };
            400: components["responses"]["BadRequestUnread"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            /** @description There is no such task */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            406: components["responses"]["NotAcceptable"];
            /** @description Its state does not allow it, or somebody holds it for too long */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            413: components["responses"]["ContentTooLargeUnread"];
            415: components["responses"]["UnsupportedMediaTypeUnread"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    updateTask: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the task. */
                task_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateTaskBody"];
            };
        };
        responses: {
            /** @description The task */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskAnswer"];
                };
            };
            400: components["responses"]["BadRequestUnread"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            /** @description There is no such task */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            406: components["responses"]["NotAcceptable"];
            /** @description Somebody holds the task for too long */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            413: components["responses"]["ContentTooLargeUnread"];
            415: components["responses"]["UnsupportedMediaTypeUnread"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    analyzeTask: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of an answer that the caller has: 304 when it is the same. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description Id of the task. */
                task_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The analysis */
            200: {
                headers: {
                    /** @description Tag of this answer, for `If-None-Match`. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskAnalysisAnswer"];
                };
            };
            /** @description The answer is the one that `If-None-Match` names. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequestUnread"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            /** @description There is no such task. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    listTaskAnnotations: {
        parameters: {
            query?: {
                /** @description Kind of the note. */
                type?: string;
                /** @description A key at the top of the note. */
                key?: string;
                /** @description Its value as text: `5` finds the number and the text. Only with `key`. */
                value?: string;
                /** @description How many to a page. */
                limit?: number;
                /** @description `next_cursor` of the page before, of the same list: that of another filter or order is refused. */
                cursor?: string;
            };
            header?: {
                /** @description The `ETag` of an answer that the caller has: 304 when it is the same. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description Id of the task. */
                task_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page */
            200: {
                headers: {
                    /** @description The next page, as `<path>; rel="next"`; not there on the last one. */
                    Link?: string;
                    /** @description Tag of this answer, for `If-None-Match`. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskAnnotationPage"];
                };
            };
            /** @description The answer is the one that `If-None-Match` names. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequestUnread"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            /** @description There is no such task */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    createTaskAnnotation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the task. */
                task_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateAnnotationBody"];
            };
        };
        responses: {
            /** @description The note */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskAnnotationAnswer"];
                };
            };
            400: components["responses"]["BadRequestUnread"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            /** @description There is no such task */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            406: components["responses"]["NotAcceptable"];
            413: components["responses"]["ContentTooLargeUnread"];
            415: components["responses"]["UnsupportedMediaTypeUnread"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    cancelTaskNow: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the task. */
                task_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ActionBody"];
            };
        };
        responses: {
            /** @description The task as the action has left it */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskAnswer"];
                };
            };
            400: components["responses"]["BadRequestUnread"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            /** @description There is no such task */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            406: components["responses"]["NotAcceptable"];
            /** @description Its state does not allow it, or somebody holds it for too long */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            413: components["responses"]["ContentTooLargeUnread"];
            415: components["responses"]["UnsupportedMediaTypeUnread"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    getTaskDiagram: {
        parameters: {
            query?: {
                /** @description What the picture is made of. Default: what `Accept` asks for, else `html`. */
                format?: "html" | "json" | "mermaid" | "svg";
            };
            header?: {
                /** @description The `ETag` of an answer that the caller has: 304 when it is the same. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description Id of the task. */
                task_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The task with its steps, their states and what they wait for; the critical path is marked. */
            200: {
                headers: {
                    /** @description Tag of this answer, for `If-None-Match`. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                    "application/json": components["schemas"]["Diagram"];
                    "text/plain": string;
                    "image/svg+xml": string;
                };
            };
            /** @description The answer is the one that `If-None-Match` names. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequestUnread"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            /** @description There is no such task. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    watchTask: {
        parameters: {
            query?: {
                /** @description Go on behind this cursor: the `id` of an event of an earlier stream of the same tasks. `Last-Event-ID` goes before it. */
                after?: string;
            };
            header?: {
                /** @description Go on behind this cursor. */
                "Last-Event-ID"?: string;
            };
            path: {
                /** @description Id of the task. */
                task_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Events as they come; each has a `LiveChange` as its data. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            400: components["responses"]["BadRequestUnread"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            /** @description There is no such task. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            /** @description As many streams are open as there may be, or the server shuts down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    getExecutionContext: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of an answer that the caller has: 304 when it is the same. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description Id of the task. */
                task_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The execution context */
            200: {
                headers: {
                    /** @description Tag of this answer, for `If-None-Match`. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExecutionContextAnswer"];
                };
            };
            /** @description The answer is the one that `If-None-Match` names. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequestUnread"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            /** @description There is no such task */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    explainTask: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of an answer that the caller has: 304 when it is the same. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description Id of the task. */
                task_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The explanation */
            200: {
                headers: {
                    /** @description Tag of this answer, for `If-None-Match`. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExplanationAnswer"];
                };
            };
            /** @description The answer is the one that `If-None-Match` names. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequestUnread"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            /** @description There is no such task */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    forecastTask: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of an answer that the caller has: 304 when it is the same. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description Id of the task. */
                task_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The forecast */
            200: {
                headers: {
                    /** @description Tag of this answer, for `If-None-Match`. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskForecastAnswer"];
                };
            };
            /** @description The answer is the one that `If-None-Match` names. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequestUnread"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            /** @description There is no such task. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    pauseTask: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the task. */
                task_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ActionBody"];
            };
        };
        responses: {
            /** @description The task as the action has left it */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskAnswer"];
                };
            };
            400: components["responses"]["BadRequestUnread"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            /** @description There is no such task */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            406: components["responses"]["NotAcceptable"];
            /** @description Its state does not allow it, or somebody holds it for too long */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            413: components["responses"]["ContentTooLargeUnread"];
            415: components["responses"]["UnsupportedMediaTypeUnread"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    getReadiness: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of an answer that the caller has: 304 when it is the same. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description Id of the task. */
                task_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Every step */
            200: {
                headers: {
                    /** @description Tag of this answer, for `If-None-Match`. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReadinessAnswer"];
                };
            };
            /** @description The answer is the one that `If-None-Match` names. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequestUnread"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            /** @description There is no such task */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    resolveTask: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the task. */
                task_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ResolveBody"];
            };
        };
        responses: {
            /** @description The task as the action has left it */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskAnswer"];
                };
            };
            400: components["responses"]["BadRequestUnread"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            /** @description There is no such task */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            406: components["responses"]["NotAcceptable"];
            /** @description Its state does not allow it, or somebody holds it for too long */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            413: components["responses"]["ContentTooLargeUnread"];
            415: components["responses"]["UnsupportedMediaTypeUnread"];
            /** @description No reason was given */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    resumeTask: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the task. */
                task_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ActionBody"];
            };
        };
        responses: {
            /** @description The task as the action has left it */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskAnswer"];
                };
            };
            400: components["responses"]["BadRequestUnread"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            /** @description There is no such task */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            406: components["responses"]["NotAcceptable"];
            /** @description Its state does not allow it, or somebody holds it for too long */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            413: components["responses"]["ContentTooLargeUnread"];
            415: components["responses"]["UnsupportedMediaTypeUnread"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    retryTask: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the task. */
                task_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RetryBody"];
            };
        };
        responses: {
            /** @description The task as the action has left it */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskAnswer"];
                };
            };
            400: components["responses"]["BadRequestUnread"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            /** @description There is no such task */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            406: components["responses"]["NotAcceptable"];
            /** @description Its state does not allow it, or somebody holds it for too long */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            413: components["responses"]["ContentTooLargeUnread"];
            415: components["responses"]["UnsupportedMediaTypeUnread"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    getTaskDiagrams: {
        parameters: {
            query?: {
                /** @description What the picture is made of. Default: what `Accept` asks for, else `html`. */
                format?: "html" | "json" | "mermaid" | "svg";
            };
            header?: {
                /** @description The `ETag` of an answer that the caller has: 304 when it is the same. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description Id of the task. */
                task_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The task with its steps, their states and what they wait for; the critical path is marked. */
            200: {
                headers: {
                    /** @description Tag of this answer, for `If-None-Match`. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                    "application/json": components["schemas"]["Diagram"];
                    "text/plain": string;
                    "image/svg+xml": string;
                };
            };
            /** @description The answer is the one that `If-None-Match` names. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequestUnread"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            /** @description There is no such task. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    listTransitions: {
        parameters: {
            query?: {
                /** @description How many to a page. */
                limit?: number;
                /** @description `next_cursor` of the page before, of the same list: that of another filter or order is refused. */
                cursor?: string;
                /** @description The oldest or the newest first. */
                sort_order?: "asc" | "desc";
            };
            header?: {
                /** @description The `ETag` of an answer that the caller has: 304 when it is the same. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description Id of the task. */
                task_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page */
            200: {
                headers: {
                    /** @description The next page, as `<path>; rel="next"`; not there on the last one. */
                    Link?: string;
                    /** @description Tag of this answer, for `If-None-Match`. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TransitionPage"];
                };
            };
            /** @description The answer is the one that `If-None-Match` names. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequestUnread"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            /** @description There is no such task */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    forecastTaskWhatIf: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the task. */
                task_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WhatIfBody"];
            };
        };
        responses: {
            /** @description Both forecasts */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskWhatIfAnswer"];
                };
            };
            400: components["responses"]["BadRequestUnread"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            /** @description There is no such task. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            406: components["responses"]["NotAcceptable"];
            413: components["responses"]["ContentTooLargeUnread"];
            415: components["responses"]["UnsupportedMediaTypeUnread"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    getStepsByTask: {
        parameters: {
            query?: {
                /** @description How many to a page. */
                limit?: number;
                /** @description `next_cursor` of the page before, of the same list: that of another filter or order is refused. */
                cursor?: string;
                /** @description The order of their places. */
                sort_by?: "workflow_step_id";
                /** @description The first or the last place first. */
                sort_order?: "asc" | "desc";
                /** @description The state. */
                status?: "pending" | "in_progress" | "complete" | "error" | "cancelled" | "resolved_manually";
                /** @description Also counts what there is on all pages. */
                total?: boolean;
            };
            header?: {
                /** @description The `ETag` of an answer that the caller has: 304 when it is the same. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description Id of the task. */
                task_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. One with more than 5 MB of inputs, results and errors ends earlier: `next_cursor` goes on behind it. */
            200: {
                headers: {
                    /** @description The next page, as `<path>; rel="next"`; not there on the last one. */
                    Link?: string;
                    /** @description Tag of this answer, for `If-None-Match`. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkflowStepPage"];
                };
            };
            /** @description The answer is the one that `If-None-Match` names. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequestUnread"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            /** @description There is no such task */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    getStepByTask: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` of an answer that the caller has: 304 when it is the same. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description Id of the task. */
                task_id: string;
                /** @description Place of the step in its task, a whole number of 1 or more, or its name. Digits are taken for a place. */
                workflow_step_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The step */
            200: {
                headers: {
                    /** @description Tag of this answer, for `If-None-Match`. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkflowStepAnswer"];
                };
            };
            /** @description The answer is the one that `If-None-Match` names. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequestUnread"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            /** @description There is no such task or step */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    replaceStepByTask: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the task. */
                task_id: string;
                /** @description Place of the step in its task, a whole number of 1 or more, or its name. Digits are taken for a place. */
                workflow_step_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateStepBody"];
            };
        };
        responses: {
            /** @description The step as it is then */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StepActionAnswer"];
                };
            };
            400: components["responses"]["BadRequestUnread"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            /** @description There is no such task or step */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            406: components["responses"]["NotAcceptable"];
            /** @description Its state does not allow it, or somebody holds the task for too long */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            413: components["responses"]["ContentTooLargeUnread"];
            415: components["responses"]["UnsupportedMediaTypeUnread"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    cancelStepByTask: {
        parameters: {
            query?: {
                /** @description Why; may stand in the body instead. */
                reason?: string;
            };
            header?: never;
            path: {
                /** @description Id of the task. */
                task_id: string;
                /** @description Place of the step in its task, a whole number of 1 or more, or its name. Digits are taken for a place. */
                workflow_step_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "reason": "no address"
                 *     }
                 */
                "application/json": components["schemas"]["CancelBody"];
            };
        };
        responses: {
            /** @description The step */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CancelledWorkflowStep"];
                };
            };
            400: components["responses"]["BadRequestUnread"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            /** @description There is no such task or step */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            406: components["responses"]["NotAcceptable"];
            /** @description Its state does not allow it, or somebody holds the task for too long */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            413: components["responses"]["ContentTooLargeUnread"];
            415: components["responses"]["UnsupportedMediaTypeUnread"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    updateStepByTask: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the task. */
                task_id: string;
                /** @description Place of the step in its task, a whole number of 1 or more, or its name. Digits are taken for a place. */
                workflow_step_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateStepBody"];
            };
        };
        responses: {
            /** @description The step as it is then */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StepActionAnswer"];
                };
            };
            400: components["responses"]["BadRequestUnread"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            /** @description There is no such task or step */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            406: components["responses"]["NotAcceptable"];
            /** @description Its state does not allow it, or somebody holds the task for too long */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            413: components["responses"]["ContentTooLargeUnread"];
            415: components["responses"]["UnsupportedMediaTypeUnread"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    cancelStepByAction: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the task. */
                task_id: string;
                /** @description Place of the step in its task, a whole number of 1 or more, or its name. Digits are taken for a place. */
                workflow_step_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "reason": "no address"
                 *     }
                 */
                "application/json": components["schemas"]["ActionBody"];
            };
        };
        responses: {
            /** @description The step and its task as the action has left them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StepActionAnswer"];
                };
            };
            400: components["responses"]["BadRequestUnread"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            /** @description There is no such task or step */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            406: components["responses"]["NotAcceptable"];
            /** @description Its state does not allow it, or somebody holds the task for too long */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            413: components["responses"]["ContentTooLargeUnread"];
            415: components["responses"]["UnsupportedMediaTypeUnread"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    completeStep: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the task. */
                task_id: string;
                /** @description Place of the step in its task, a whole number of 1 or more, or its name. Digits are taken for a place. */
                workflow_step_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CompleteStepBody"];
            };
        };
        responses: {
            /** @description The step and its task as the action has left them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StepActionAnswer"];
                };
            };
            400: components["responses"]["BadRequestUnread"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            /** @description There is no such task or step */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            406: components["responses"]["NotAcceptable"];
            /** @description Its state does not allow it, or somebody holds the task for too long */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            413: components["responses"]["ContentTooLargeUnread"];
            415: components["responses"]["UnsupportedMediaTypeUnread"];
            /** @description No reason was given */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    resolveStep: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the task. */
                task_id: string;
                /** @description Place of the step in its task, a whole number of 1 or more, or its name. Digits are taken for a place. */
                workflow_step_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "sent by post"
                 *     }
                 */
                "application/json": components["schemas"]["ResolveBody"];
            };
        };
        responses: {
            /** @description The step and its task as the action has left them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StepActionAnswer"];
                };
            };
            400: components["responses"]["BadRequestUnread"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            /** @description There is no such task or step */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            406: components["responses"]["NotAcceptable"];
            /** @description Its state does not allow it, or somebody holds the task for too long */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            413: components["responses"]["ContentTooLargeUnread"];
            415: components["responses"]["UnsupportedMediaTypeUnread"];
            /** @description No reason was given */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    retryStep: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the task. */
                task_id: string;
                /** @description Place of the step in its task, a whole number of 1 or more, or its name. Digits are taken for a place. */
                workflow_step_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "attempts": 1
                 *     }
                 */
                "application/json": components["schemas"]["RetryBody"];
            };
        };
        responses: {
            /** @description The step and its task as the action has left them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StepActionAnswer"];
                };
            };
            400: components["responses"]["BadRequestUnread"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            /** @description There is no such task or step */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            406: components["responses"]["NotAcceptable"];
            /** @description Its state does not allow it, or somebody holds the task for too long */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            413: components["responses"]["ContentTooLargeUnread"];
            415: components["responses"]["UnsupportedMediaTypeUnread"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    listStepTransitions: {
        parameters: {
            query?: {
                /** @description How many to a page. */
                limit?: number;
                /** @description `next_cursor` of the page before, of the same list: that of another filter or order is refused. */
                cursor?: string;
                /** @description The oldest or the newest first. */
                sort_order?: "asc" | "desc";
            };
            header?: {
                /** @description The `ETag` of an answer that the caller has: 304 when it is the same. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description Id of the task. */
                task_id: string;
                /** @description Place of the step in its task, a whole number of 1 or more, or its name. Digits are taken for a place. */
                workflow_step_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page */
            200: {
                headers: {
                    /** @description The next page, as `<path>; rel="next"`; not there on the last one. */
                    Link?: string;
                    /** @description Tag of this answer, for `If-None-Match`. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TransitionPage"];
                };
            };
            /** @description The answer is the one that `If-None-Match` names. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequestUnread"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            /** @description There is no such task or step */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    listWorkers: {
        parameters: {
            query?: {
                /** @description How they stand. */
                status?: "live" | "draining" | "stopped" | "lost";
                /** @description Only workers that serve it. */
                queue?: string;
                /** @description How many to a page. */
                limit?: number;
                /** @description `next_cursor` of the page before, of the same list: that of another filter or order is refused. */
                cursor?: string;
            };
            header?: {
                /** @description The `ETag` of an answer that the caller has: 304 when it is the same. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page */
            200: {
                headers: {
                    /** @description The next page, as `<path>; rel="next"`; not there on the last one. */
                    Link?: string;
                    /** @description Tag of this answer, for `If-None-Match`. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkerPage"];
                };
            };
            /** @description The answer is the one that `If-None-Match` names. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
}
