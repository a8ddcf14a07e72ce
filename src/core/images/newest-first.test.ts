import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createNewestFirst } from './newest-first.ts';

/** Work that ends when it is told to, and remembers in which order it was begun. */
function bench() {
  const begun: string[] = [];
  const ends = new Map<string, PromiseWithResolvers<string>>();
  const work = (key: string) => () => {
    begun.push(key);
    const end = Promise.withResolvers<string>();
    ends.set(key, end);
    return end.promise;
  };
  return { begun, work, end: (key: string) => ends.get(key)!.resolve(`${key} done`), fail: (key: string) => ends.get(key)!.reject(new Error(key)) };
}

test('what was asked for last is begun first, never more than allowed at once', async () => {
  const { begun, work, end } = bench();
  const queue = createNewestFirst<string>(2);
  const results = ['a', 'b', 'c', 'd', 'e'].map((key) => queue.run(key, work(key)));
  expect(begun).toEqual(['a', 'b']);
  end('b');
  await wait(0);
  expect(begun).toEqual(['a', 'b', 'e']);
  void queue.run('c', work('c'));
  end('a');
  await wait(0);
  expect(begun, 'asked for again, c is the newest').toEqual(['a', 'b', 'e', 'c']);
  for (const key of ['e', 'c']) end(key);
  await wait(0);
  end('d');
  expect(await Promise.all(results)).toEqual(['a', 'b', 'c', 'd', 'e'].map((key) => `${key} done`));
});

test('requests of one key share one piece of work and its failure; afterwards it is done anew', async () => {
  const { begun, work, end, fail } = bench();
  const queue = createNewestFirst<string>(1);
  const both = [queue.run('a', work('a')), queue.run('a', work('a'))];
  fail('a');
  for (const each of both) await expect(each).rejects.toThrow('a');
  const again = queue.run('a', work('a'));
  end('a');
  expect(await again).toBe('a done');
  expect(begun).toEqual(['a', 'a']);
});

test('work that nobody waits for any more is not begun; one who stays is enough', async () => {
  const { begun, work, end } = bench();
  const queue = createNewestFirst<string>(1);
  const running = queue.run('running', work('running'));
  const first = new AbortController();
  const second = new AbortController();
  const left = queue.run('left', work('left'), first.signal);
  const shared = [queue.run('shared', work('shared'), first.signal), queue.run('shared', work('shared'), second.signal)];
  first.abort();
  await expect(left).rejects.toMatchObject({ code: 'cancelled' });
  await expect(shared[0]).rejects.toMatchObject({ code: 'cancelled' });
  end('running');
  await running;
  await wait(0);
  expect(begun).toEqual(['running', 'shared']);
  end('shared');
  expect(await shared[1]).toBe('shared done');
  await expect(queue.run('late', work('late'), first.signal)).rejects.toMatchObject({ code: 'cancelled' });
});

test('closing refuses what waits and waits for what runs', async () => {
  const { begun, work, end } = bench();
  const queue = createNewestFirst<string>(1);
  const running = queue.run('a', work('a'));
  const waiting = queue.run('b', work('b'));
  let isClosed = false;
  const closing = queue.close().then(() => (isClosed = true));
  await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
  expect(isClosed).toBe(false);
  end('a');
  await closing;
  expect(await running).toBe('a done');
  expect(begun).toEqual(['a']);
  await expect(queue.run('c', work('c'))).rejects.toMatchObject({ code: 'cancelled' });
});
