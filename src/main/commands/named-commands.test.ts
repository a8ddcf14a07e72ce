import { readFileSync, globSync } from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import { expect, test } from 'vitest';
import { describeProgram } from '../terminal/run-program.ts';
import { commandsFor } from './all-commands.ts';

const root = path.join(import.meta.dirname, '..', '..', '..');
const pages = ['*.md', 'docs/*.md', 'src/**/*.md', 'src/**/*.ts', 'src/**/*.vue', 'datasets/*.md', 'resources/**/*.md'];

/** `graft <command> [sub] …` in quotes, as code, or after a prompt, up to the end of the quote, a remark or the next command. */
const said = /(?:[`"'“„] ?|\$ (?:\.\/)?)graft ([a-z][a-z-]*)((?: [^`"'”\\#;&|\n]*)?)/g;
/** What commander adds, and sentences about the program. */
const others = new Set(['help', 'minus', 'takes']);

test('every command that a page, a hint or a sentence says is there, with its flags', async () => {
  const program = new Command('graft');
  describeProgram(program, await commandsFor([]));
  const flagsOf = (command: Command): string[] => command.options.flatMap(({ long }) => long ?? []);
  const wrong: string[] = [];
  let count = 0;
  for (const file of pages.flatMap((pattern) => globSync(pattern, { cwd: root })).filter((name) => !name.endsWith('.test.ts'))) {
    for (const [whole, name, rest] of readFileSync(path.join(root, file), 'utf8').matchAll(said)) {
      if (others.has(name!)) continue;
      count++;
      const command = program.commands.find((each) => each.name() === name);
      const [word = ''] = rest!.trim().split(/\s+/);
      const sub = command?.commands.find((each) => each.name() === word);
      const isWhole = command !== undefined && (command.commands.length === 0 || sub !== undefined || !/^[a-z]/.test(word));
      const known = ['--help', '--version', ...[program, command, sub].flatMap((each) => (each ? flagsOf(each) : []))];
      const strange = [...rest!.matchAll(/(?<![\w-])--[a-z][a-z0-9-]*/g)].filter(([flag]) => !known.includes(flag));
      if (!isWhole || strange.length > 0) wrong.push(`${file}: ${whole}`);
    }
  }
  expect(wrong).toEqual([]);
  expect(count).toBeGreaterThan(300);
});
