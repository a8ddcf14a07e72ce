import { expect, test } from 'vitest';
import type { TaskState } from '../../shared/contract/use-calls.ts';
import { systemInfo } from '../testing/answers.ts';
import { fakeProgram } from '../testing/fake-program.ts';
import { settled } from '../testing/show.ts';
import { useSystem } from './system.ts';

const task = (state: TaskState['state'], kind: TaskState['kind'] = 'engine-setup'): TaskState => ({
  task: kind,
  kind,
  state,
  done: 1,
  total: 2,
  message: 'Fetching',
  file: null,
});

test('setting up the engine is followed, and its end asks what this machine has now', async () => {
  const program = fakeProgram({
    system: {
      info: () => systemInfo({ engine: { state: 'missing', error: { code: 'engine-missing', message: 'No engine' } } }),
      setUpEngine: () => task('running'),
    },
  });
  const system = useSystem();
  await system.load();
  expect(system.info?.engine.state).toBe('missing');
  await system.setUpEngine();
  expect(system.setUp?.message).toBe('Fetching');
  system.apply({ type: 'task', task: task('running') });
  expect(program.inputsOf('system.info')).toHaveLength(1);
  program.answer({ system: { info: () => systemInfo() } });
  system.apply({ type: 'task', task: task('done') });
  await settled();
  expect(system.info?.engine).toMatchObject({ state: 'ready', version: '2.21.0' });
});

test('other tasks are kept by their id and do not ask for the machine', () => {
  const program = fakeProgram();
  useSystem().apply({ type: 'task', task: task('done', 'classify-folder') });
  expect([useSystem().tasks.get('classify-folder')?.state, useSystem().setUp, program.asked]).toEqual(['done', null, []]);
});

test('a folder is shown while it is read; the end, or a broken connection, takes it away', async () => {
  fakeProgram({ system: { info: () => systemInfo() } });
  const system = useSystem();
  const scan = (folder: string, done: number, total: number | null) => system.apply({ type: 'scan', folder, done, total });
  scan('/a', 0, null);
  scan('/b', 5, 10);
  scan('/a', 3, 9);
  expect([...system.scans.values()].map(({ folder, done, total }) => [folder, done, total])).toEqual([
    ['/a', 3, 9],
    ['/b', 5, 10],
  ]);
  scan('/a', 9, 9);
  expect([...system.scans.keys()]).toEqual(['/b']);
  system.apply({ type: 'reset' });
  await settled();
  expect([system.scans.size, system.info?.version]).toEqual([0, '0.1.0']);
});
