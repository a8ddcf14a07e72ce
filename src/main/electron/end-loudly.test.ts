import { EventEmitter } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tempFolder } from '../../../test/temp-folder.ts';
import { endLoudly } from './end-loudly.ts';
import { openLogFile } from './log-file.ts';

function program(say: (message: string) => void = () => undefined) {
  const process = new EventEmitter();
  const done: string[] = [];
  endLoudly({
    process,
    log: (line) => done.push(`log ${line.split('\n')[0]}`),
    say(message) {
      done.push(`say ${message}`);
      say(message);
    },
    exit: (code) => done.push(`exit ${code}`),
  });
  return { process, done };
}

test.each([
  ['uncaughtException', 'Nobody caught'],
  ['unhandledRejection', 'Nobody waited for'],
])('%s: logged, said, and the program ends', (event, what) => {
  const { process, done } = program();
  process.emit(event, new TypeError('planted'));
  expect(done).toEqual([`log ${what}: TypeError: planted`, 'say planted', 'exit 1']);
});

test('what follows while it is being said is logged and no more; what is no error is said as it is', () => {
  const { process, done } = program(() => process.emit('unhandledRejection', new Error('second')));
  process.emit('unhandledRejection', 'first');
  expect(done).toEqual(['log Nobody waited for: first', 'say first', 'log Nobody waited for: Error: second', 'exit 1']);
});

test('it ends where it cannot be said either', () => {
  const { process, done } = program(() => {
    throw new Error('no display');
  });
  expect(() => process.emit('uncaughtException', new Error('planted'))).toThrow('no display');
  expect(done.at(-1)).toBe('exit 1');
});

test('a line of the log carries its time, is printed too, and a large log of before is kept beside', () => {
  const folder = join(tempFolder(), 'logs');
  const printed: string[] = [];
  const print = (line: string) => void printed.push(line);
  const { file, log } = openLogFile(folder, print);
  log('one');
  log('two');
  expect(readFileSync(file, 'utf8')).toMatch(/^\d{4}-[\d-]+T[\d:.]+Z one\n\S+Z two\n$/);
  expect(printed).toEqual(['one', 'two']);
  writeFileSync(file, 'x'.repeat(1_000_001));
  openLogFile(folder, print).log('three');
  expect(readFileSync(`${file}.old`, 'utf8')).toHaveLength(1_000_001);
  expect(readFileSync(file, 'utf8')).toMatch(/^\S+Z three\n$/);
});

test('a log that cannot be written is said once and ends nothing', () => {
  const folder = tempFolder();
  const printed: string[] = [];
  mkdirSync(join(folder, 'graft-studio.log'));
  const { log } = openLogFile(folder, (line) => void printed.push(line));
  log('one');
  log('two');
  expect(printed).toEqual(['one', expect.stringMatching(/^The log is kept no longer: EISDIR/), 'two']);
  expect(existsSync(join(folder, 'graft-studio.log.old'))).toBe(false);
});
