import type { Plugin } from 'vite';

const viteHelper = '\0vite/preload-helper.js';
const entry = /<script type="module" crossorigin src="([^"]+)"><\/script>/;

/** A built page whose scripts are fetched ahead as scripts, its entry with them. */
function withPreloadedScripts(html: string): string {
  return html
    .replaceAll('<link rel="modulepreload" crossorigin', '<link rel="preload" as="script" crossorigin')
    .replace(entry, (script, address: string) => `<link rel="preload" as="script" crossorigin href="${address}">\n    ${script}`);
}

/**
 * Scripts are fetched ahead by `rel="preload"`. Chromium reads the compiled code that it kept of a module only for those: one that comes by
 * `modulepreload`, or unannounced, is compiled anew at every visit (docs/decisions/0036).
 */
export function scriptsPreloaded(): Plugin {
  return {
    name: 'scripts-preloaded',
    apply: 'build',
    // What Vite puts before every `import()`.
    transform: (code, id) => (id === viteHelper ? code.replaceAll('modulepreload', 'preload') : null),
    transformIndexHtml: { order: 'post', handler: withPreloadedScripts },
  };
}
