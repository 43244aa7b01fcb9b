// A worker in a process of its own, made of data: the file WORKER_PLAN holds the options and the workflows. It reports to its parent by messages.
import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { OnTaskerEvent, Orchestrator, PermanentError, RetryableError, StepHandler, TaskerModule, TaskHandler } from 'nestjs-tasker';
import { behave } from './behaviour.mjs';

const plan = JSON.parse(readFileSync(process.env.WORKER_PLAN, 'utf8'));
const say = (message) => process.connected && process.send(message);

const gates = new Map();
function gate(name) {
  if (!gates.has(name)) {
    let open;
    const opened = new Promise((resolve) => (open = resolve));
    gates.set(name, { opened, open });
  }
  return gates.get(name);
}

function workflowOf({ name, version, steps, adds, annotates }) {
  class Workflow {}
  for (const { name: stepName, does = {}, ...options } of steps) {
    const key = stepName.replace(/_(\w)/g, (_, letter) => letter.toUpperCase());
    const value = async (execution) => {
      const { taskId } = execution.task;
      const { stepId, attempt } = execution.step;
      if (!plan.quiet) say({ kind: 'started', taskId, stepId, attempt, pid: process.pid });
      return behave(does, { execution, gate, PermanentError, RetryableError });
    };
    Object.defineProperty(Workflow.prototype, key, { value, configurable: true, writable: true });
    StepHandler(options)(Workflow.prototype, key, Object.getOwnPropertyDescriptor(Workflow.prototype, key));
  }
  if (adds) Workflow.prototype.establishStepDependenciesAndDefaults = (_task, list) => adds.forEach((step) => list.add(step));
  if (annotates) Workflow.prototype.updateAnnotations = ({ taskId }) => annotate(annotates, taskId);
  Injectable()(Workflow);
  TaskHandler({ name, version })(Workflow);
  return Workflow;
}

async function annotate(does, taskId) {
  say({ kind: 'annotating', taskId, pid: process.pid });
  if (does.gate) await gate(does.gate).opened;
  return [{ type: 'annotated', annotation: { pid: process.pid } }];
}

/** Tells its parent what it was given, before it stops at a gate (`gate`) and behind it. */
function subscriberOf({ group, patterns, gate: stopsAt }) {
  class Subscriber {
    async take({ id, taskId }) {
      say({ kind: 'given', id, taskId, pid: process.pid });
      if (stopsAt) await gate(stopsAt).opened;
      say({ kind: 'taken', id, taskId, pid: process.pid });
    }
  }
  OnTaskerEvent(patterns, { durable: true, group })(
    Subscriber.prototype,
    'take',
    Object.getOwnPropertyDescriptor(Subscriber.prototype, 'take'),
  );
  Injectable()(Subscriber);
  return Subscriber;
}

class WorkerModule {}
Module({
  imports: [TaskerModule.forRoot({ api: false, ...plan.options, database: { url: plan.url, ...plan.options?.database } })],
  providers: [...plan.workflows.map(workflowOf), ...(plan.subscribers ?? []).map(subscriberOf)],
})(WorkerModule);

const app = await NestFactory.createApplicationContext(WorkerModule, { logger: ['error', 'warn'], abortOnError: false });
app.enableShutdownHooks(['SIGTERM']);
const orchestrator = app.get(Orchestrator);

process.on('message', async ({ open, run, memory }) => {
  if (open !== undefined) gate(open).open();
  if (memory) say({ kind: 'memory', peakBytes: process.resourceUsage().maxRSS * 1024 });
  if (run !== undefined) say({ kind: 'created', taskId: (await orchestrator.createTask(run)).taskId });
});
// The parent is gone: nobody will end this process any more.
process.on('disconnect', () => process.exit(1));
say({ kind: 'ready', pid: process.pid, now: Date.now() });
