import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { tempFolder } from '../test/temp-folder.ts';

const { drawArchitecture } = (await import(new URL('./draw-architecture.mjs', import.meta.url).href)) as { drawArchitecture: (folder: string) => string };
const root = path.join(import.meta.dirname, '..');

test('the drawing of the architecture is what the source imports', () => {
  const drawn = readFileSync(path.join(root, 'docs/architecture.svg'), 'utf8');
  expect(drawn === drawArchitecture(root), 'docs/architecture.svg is out of date: npm run draw:architecture').toBe(true);
});

function house(files: Record<string, string>): string {
  const folder = tempFolder();
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
  return folder;
}

const arrowsOf = (svg: string) =>
  [...svg.matchAll(/class="arrow( circle)?"[^>]*><title>(\S+) imports (\S+)<\/title>/g)].map(([, circle, from, to]) =>
    `${from!.replace('src/core/', '')} ${circle ? '<>' : '>'} ${to!.replace('src/core/', '')}`,
  );

test('an import is an arrow, types and imports on demand too; what follows from others, tests and comments are none', () => {
  const folder = house({
    'src/core/a/a.ts': "import type { B } from '../b/b.ts';\nconst c = await import('../c/c.ts');\n// import x from '../d/d.ts'\n",
    'src/core/a/a.test.ts': "import '../d/d.ts';\n",
    'src/core/b/b.ts': "export { c } from '../c/c.ts';\n",
    'src/core/b/README.md': '# b: the second & last < room\n\nMore.\n',
    'src/core/c/c.ts': '',
    'src/core/d/d.ts': "import '../../shared/s.ts';\nimport 'zod';\n",
    'src/shared/s.ts': '',
  });
  const svg = drawArchitecture(folder);
  expect(arrowsOf(svg)).toEqual(['a > b', 'b > c']);
  expect(svg).toContain('the second &amp; last &lt; room');
});

test('a circle of rooms is drawn as one', () => {
  const folder = house({ 'src/core/a/a.ts': "import '../b/b.ts';", 'src/core/b/b.ts': "import '../c/c.ts';", 'src/core/c/c.ts': "import '../a/a.ts';" });
  expect(arrowsOf(drawArchitecture(folder))).toEqual(['a <> b', 'b <> c', 'c <> a']);
});

test('--check says whether the drawing is so, and draws nothing', () => {
  const before = readFileSync(path.join(root, 'docs/architecture.svg'), 'utf8');
  const said = execFileSync(process.execPath, ['scripts/draw-architecture.mjs', '--check'], { cwd: root, encoding: 'utf8' });
  expect(said).toContain('is what src imports');
  expect(readFileSync(path.join(root, 'docs/architecture.svg'), 'utf8')).toBe(before);
});
