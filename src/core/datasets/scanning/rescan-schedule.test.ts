import { setTimeout as wait } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { createRescanSchedule } from './rescan-schedule.ts';

function open(lookMs: number, options = { quietMs: 60, latestMs: 200 }) {
  const startedMs = performance.now();
  const looks: number[] = [];
  let atOnce = 0;
  const schedule = createRescanSchedule(async () => {
    looks.push(performance.now() - startedMs);
    expect(++atOnce).toBe(1);
    await wait(lookMs);
    atOnce -= 1;
  }, options);
  onTestFinished(() => schedule.close());
  return { schedule, looks };
}

test('one look after a burst, when it is quiet', async () => {
  const { schedule, looks } = open(1);
  for (let i = 0; i < 5; i++) {
    schedule.changed();
    await wait(10);
  }
  expect(looks).toHaveLength(0);
  await wait(250);
  expect(looks).toHaveLength(1);
});

test('under a trickle that never ends a look comes all the same', async () => {
  const { schedule, looks } = open(1);
  for (let i = 0; i < 60; i++) {
    schedule.changed();
    await wait(10);
  }
  expect(looks.length).toBeGreaterThanOrEqual(2);
  expect(looks[0]).toBeGreaterThan(150);
  expect(looks[0]).toBeLessThan(400);
});

test('changes during a look bring another one, and a long look a long rest', async () => {
  const { schedule, looks } = open(150, { quietMs: 10, latestMs: 20 });
  schedule.changed();
  await wait(60);
  schedule.changed();
  await wait(700);
  expect(looks).toHaveLength(2);
  expect(looks[1]! - looks[0]!).toBeGreaterThan(290);
});

test('again brings a look without a change; closing ends all and waits for the one going on', async () => {
  const { schedule, looks } = open(50);
  schedule.again(20);
  await wait(40);
  expect(looks).toHaveLength(1);
  schedule.changed();
  const closingMs = performance.now();
  await schedule.close();
  expect(performance.now() - closingMs).toBeGreaterThan(5);
  schedule.changed();
  await wait(150);
  expect(looks).toHaveLength(1);
});
