import type { App, Shell, WebContents } from 'electron';
import { isOpenable } from './external-links.ts';

interface Guarded {
  readonly app: Pick<App, 'on'>;
  readonly shell: Pick<Shell, 'openExternal'>;
  readonly log: (line: string) => void;
}

/**
 * No page of any kind goes anywhere: the window shows one page, which changes by vue-router. A link to the outside opens in the
 * system's browser where it is https.
 */
export function guardNavigation({ app, shell, log }: Guarded): void {
  app.on('web-contents-created', (_event, contents: WebContents) => {
    contents.on('will-navigate', (event) => event.preventDefault());
    contents.on('will-redirect', (event) => event.preventDefault());
    contents.on('will-frame-navigate', (event) => event.preventDefault());
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(({ url }) => {
      if (isOpenable(url)) {
        shell.openExternal(url).catch((error: Error) => log(`${url} was not opened: ${error.message}`));
      } else log(`refused to open ${url.slice(0, 200)}`);
      return { action: 'deny' };
    });
  });
}
