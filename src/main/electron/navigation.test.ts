import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { isOpenable } from './external-links.ts';
import { guardNavigation } from './navigation.ts';

function guarded() {
  const app = new EventEmitter();
  const opened: string[] = [];
  const logged: string[] = [];
  const shell = { openExternal: async (url: string) => void opened.push(url) };
  guardNavigation({ app: app as never, shell, log: (line) => logged.push(line) });
  let openHandler: ((details: { url: string }) => unknown) | undefined;
  const contents = Object.assign(new EventEmitter(), {
    setWindowOpenHandler: (handler: typeof openHandler) => (openHandler = handler),
  });
  app.emit('web-contents-created', {}, contents);
  return { contents, opened, logged, open: (url: string) => openHandler!({ url }) };
}

test.each(['will-navigate', 'will-redirect', 'will-frame-navigate', 'will-attach-webview'])(
  '%s is prevented, wherever it leads',
  (name) => {
    const { contents } = guarded();
    for (const url of ['https://example.org/', 'file:///etc/passwd', 'javascript:alert(1)', 'app://studio/other']) {
      let prevented = 0;
      contents.emit(name, { url, preventDefault: () => prevented++ }, {}, {});
      expect(prevented).toBe(1);
    }
  },
);

test('no window opens; a link to the web opens in the browser of the system', () => {
  const { open, opened, logged } = guarded();
  expect(open('https://huggingface.co/timm/resnet50.a1_in1k')).toEqual({ action: 'deny' });
  expect(opened).toEqual(['https://huggingface.co/timm/resnet50.a1_in1k']);
  expect(open('file:///etc/passwd')).toEqual({ action: 'deny' });
  expect(open('app://studio/')).toEqual({ action: 'deny' });
  expect(opened).toHaveLength(1);
  expect(logged).toHaveLength(2);
});

test.each([
  'http://example.org/',
  'https://user:secret@example.org/',
  'https://user@example.org/',
  'https://127.0.0.1/',
  'https://2130706433/',
  'https://[::1]/',
  'https://localhost/',
  'https://router/',
  'https://printer.local/',
  'https://metadata.google.internal/',
  'file:///etc/passwd',
  'mailto:a@example.org',
  'smb://server/share',
  'javascript:alert(1)',
  'data:text/html,x',
  'vscode://file/etc/passwd',
  'example.org',
  '',
])('%j does not leave the window', (url) => {
  expect(isOpenable(url)).toBe(false);
});
