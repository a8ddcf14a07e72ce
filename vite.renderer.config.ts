// The window's build, the same for the browser door (`vite build --config vite.renderer.config.ts`) and for
// electron.vite.config.ts. Output: out/renderer, served at `/` by http://127.0.0.1:<port> and app://studio.
import { fileURLToPath } from 'node:url';
import vue from '@vitejs/plugin-vue';
import type { UserConfig } from 'vite';
import { messagesCheckedAhead } from './scripts/checked-messages.ts';
import { scriptsPreloaded } from './scripts/scripts-preloaded.ts';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export const rendererConfig: UserConfig = {
  root: at('src/renderer'),
  base: '/',
  plugins: [vue(), scriptsPreloaded(), messagesCheckedAhead({ en: at('src/renderer/locales/en.ts'), de: at('src/renderer/locales/de.ts') })],
  build: {
    outDir: at('out/renderer'),
    emptyOutDir: true,
    target: ['chrome128', 'firefox128', 'safari18'],
    // The content security policy allows neither `data:` styles nor inline scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // A page is a few files: thirty small ones cost ten windows at once a second (`bench -- field windows`).
    cssCodeSplit: false,
    // What the whole window weighs is bound by a test (e2e/quick.spec.ts).
    chunkSizeWarningLimit: 1000,
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'shared', minShareCount: 2, test: (id) => !/uplot|components.charts/.test(id), priority: 1 }, { name: 'charts', minShareCount: 2 }] } } },
    reportCompressedSize: false,
    sourcemap: false,
  },
  // Chunks are shared with the pages.
  worker: { format: 'es' },
  define: {
    __VUE_OPTIONS_API__: 'false',
    __VUE_PROD_DEVTOOLS__: 'false',
    __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
    __VUE_I18N_FULL_INSTALL__: 'false',
    __VUE_I18N_LEGACY_API__: 'false',
    __INTLIFY_PROD_DEVTOOLS__: 'false',
    __INTLIFY_DROP_MESSAGE_COMPILER__: 'true',
  },
};
export default rendererConfig;
