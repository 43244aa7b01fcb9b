import { expect, it } from 'vitest';
import { KeptAnswer } from './kept.answer.js';

const LONG = 3_600_000;

it('is found out once for all who ask at the same time, and kept', async () => {
  let found = 0;
  const kept = new KeptAnswer(async () => (found += 1), LONG);
  expect(await Promise.all([kept.get(), kept.get(), kept.get()])).toEqual([false, true, true].map((cached) => ({ answer: 1, cached })));
  expect(await kept.get()).toEqual({ answer: 1, cached: true });
});

it('is found out anew where it is not to be kept, but not twice at the same time', async () => {
  let found = 0;
  const kept = new KeptAnswer(async () => (found += 1), 0);
  await Promise.all([kept.get(), kept.get()]);
  expect((await kept.get()).answer).toBe(2);
});

it('that could not be found is not kept', async () => {
  const answers = [new Error('away'), 'back'];
  const kept = new KeptAnswer(async () => {
    const answer = answers.shift();
    if (answer instanceof Error) throw answer;
    return answer;
  }, LONG);
  const both = await Promise.allSettled([kept.get(), kept.get()]);
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect((await kept.get()).answer).toBe('back');
});
