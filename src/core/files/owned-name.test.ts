import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tempFolder } from '../../../test/temp-folder.ts';
import { ownedName, ownerOf } from './owned-name.ts';
import { sweepGraphs, sweepOnce, sweepStudioFolder } from './sweep.ts';

/** A name given by another process, which lives until it is told to go. */
async function otherProcess() {
  const script = `import { ownedName } from ${JSON.stringify(new URL('./owned-name.ts', import.meta.url).href)};
    console.log(ownedName('tmp'));
    process.stdin.resume();`;
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', script], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return {
    name: line.toString().trim(),
    async kill() {
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

test('what is half-written is removed when its writer has died, and not before', async () => {
  const folder = tempFolder();
  const other = await otherProcess();
  const mine = ownedName('partial');
  writeFileSync(join(folder, other.name), 'half');
  mkdirSync(join(folder, mine));
  expect([ownerOf(other.name), ownerOf(mine), sweepStudioFolder(folder)]).toEqual(['alive', 'alive', 0]);
  await other.kill();
  expect(ownerOf(other.name)).toBe('gone');
  sweepOnce(folder);
  expect(readdirSync(folder)).toEqual([mine]);
});

test('a process that has the number of a dead one is not its writer', () => {
  const [, start] = /^\.graft-\d+-\w+-(\w+)-/.exec(ownedName('tmp'))!;
  const earlier = ownedName('tmp').replace(start!, start === '00000000' ? '00000001' : '00000000');
  expect(ownerOf(earlier)).toBe('gone');
});

test('where the writer cannot be asked, a day has to pass', () => {
  const folder = tempFolder();
  const [, place] = /^\.graft-\d+-(\w+)-/.exec(ownedName('tmp'))!;
  const elsewhere = ownedName('partial').replace(`-${place!}-`, place === '00000000' ? '-00000001-' : '-00000000-');
  const names = [elsewhere, '.importing-0123abcd', '.leaves.0123456789ab.partial', '.last.safetensors.77-0123abcd.tmp'];
  for (const name of names) writeFileSync(join(folder, name), 'half');
  expect(ownerOf(elsewhere)).toBe('unknown');
  expect(sweepStudioFolder(folder)).toBe(0);
  const twoDaysAgo = new Date(Date.now() - 2 * 86_400_000);
  for (const name of names) utimesSync(join(folder, name), twoDaysAgo, twoDaysAgo);
  sweepOnce(folder);
  expect(readdirSync(folder).sort()).toEqual(names.slice(1).sort());
  expect(sweepStudioFolder(folder)).toBe(3);
});

test('a link with such a name is removed, never what it leads to', async () => {
  const folder = tempFolder();
  const kept = join(tempFolder(), 'kept');
  mkdirSync(kept);
  writeFileSync(join(kept, 'photo.jpg'), 'mine');
  const other = await otherProcess();
  await other.kill();
  symlinkSync(kept, join(folder, other.name));
  sweepOnce(folder);
  expect([readdirSync(folder), readdirSync(kept)]).toEqual([[], ['photo.jpg']]);
});

test('no name of a person is taken for one of ours, however old', () => {
  const folder = tempFolder();
  const word = fc.stringMatching(/^[.a-z0-9-]{1,40}$/).filter((name) => name !== '.' && name !== '..');
  const near = fc.constantFrom('.graft', '.graft-1', 'graft-graph-notes', '.graft-12-ab.tmp', 'x.tmp', '.x.partial', '.importing-mine', 'a.webp.tmp');
  const old = new Date(0);
  fc.assert(
    fc.property(fc.uniqueArray(fc.oneof(word, near), { maxLength: 20 }), (names) => {
      for (const name of names) {
        expect(ownerOf(name)).toBe(null);
        writeFileSync(join(folder, name), '');
        utimesSync(join(folder, name), old, old);
      }
      const before = readdirSync(folder);
      sweepStudioFolder(folder);
      expect(readdirSync(folder)).toEqual(before);
    }),
    { numRuns: 30 },
  );
});

test('graphs that a killed engine left in the temporary folder go, those of others stay', async () => {
  const folder = tempFolder();
  const other = await otherProcess();
  await other.kill();
  const left = other.name.replace(/^\.graft/, 'graft-graph').replace(/\.tmp$/, '');
  const mine = ownedName('', 'graft-graph');
  for (const name of [left, mine, 'graft-graph-AbC123']) mkdirSync(join(folder, name));
  writeFileSync(join(folder, left, 'saved_model.pb'), 'graph');
  sweepGraphs(folder);
  expect(readdirSync(folder).sort()).toEqual([mine, 'graft-graph-AbC123'].sort());
});
