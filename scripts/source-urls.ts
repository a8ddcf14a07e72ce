import { basename, dirname, join, relative } from 'node:path';

/** The archive of a packaged program; beside it lie the files that electron-builder.yml names as extra resources. */
const archived = String.raw`/\/app\.asar(\.unpacked)?\/out\/main\//`;

interface Transformed {
  code: string;
  map: null;
}

/**
 * For the bundle of the main process: `import.meta.url` of a source file keeps meaning that source file's place, so that
 * `new URL('../../../models/…', import.meta.url)` finds the same file from out/main as from src. In a packaged program that is
 * the resources folder. A URL of another source file (a thread, the trainer) becomes its bundle, outside of the archive.
 * @param root the checkout
 * @param inputs names of the bundles in out/main
 */
export function sourceUrls(root: string, inputs: readonly string[]) {
  return {
    name: 'graft-source-urls',
    enforce: 'pre' as const,
    transform(code: string, id: string): Transformed | null {
      const file = relative(root, id.split('?')[0]!).replaceAll('\\', '/');
      if (!file.startsWith('src/') || !code.includes('import.meta')) return null;
      return { code: rewrite(code, file, inputs), map: null };
    },
  };
}

export function rewrite(code: string, file: string, inputs: readonly string[]): string {
  if (/import\.meta\.(dirname|filename)/.test(code))
    throw new Error(`${file}: use import.meta.url, which the bundle understands`);
  const bundled = code.replace(/new URL\(\s*'(\.[^']+)\.ts'\s*,\s*import\.meta\.url\s*\)/g, (_match, target: string) => {
    const name = basename(target);
    if (!inputs.includes(name)) {
      throw new Error(`${file} starts ${join(dirname(file), target)}.ts, which electron.vite.config.ts does not build`);
    }
    return `new URL('./${name}.js', import.meta['url'].replace('/app.asar/', '/app.asar.unpacked/'))`;
  });
  const [, , left] = /(?<!\b(?:from|import)\s*\(?\s*)(['"`])(\.{1,2}\/[^'"`]+\.ts)\1/.exec(bundled) ?? [];
  if (left !== undefined) throw new Error(`${file}: write new URL('${left}', import.meta.url), by which the bundle knows what is started`);
  const place = `new URL('../../${file}', import.meta['url'].replace(${archived}, '/out/main/')).href`;
  return bundled.replaceAll('import.meta.url', place).replaceAll("import.meta['url']", 'import.meta.url');
}
