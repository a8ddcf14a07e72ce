import { pathToFileURL } from 'node:url';
import { baseCompile } from '@intlify/message-compiler';
import type { Plugin } from 'vite';

interface Messages {
  readonly [key: string]: string | Messages;
}

/** @throws SyntaxError where vue-i18n's own compiler cannot read a message */
export function checkMessages(messages: Messages): void {
  for (const message of Object.values(messages)) {
    if (typeof message !== 'string') checkMessages(message);
    else baseCompile(message, { onError: (error) => { throw new SyntaxError(`The message "${message}": ${error.message}`); } });
  }
}

/** The window's languages as text, each message checked while the window is built; it makes sentences of them by itself (`locales/compile-message.ts`). */
export function messagesCheckedAhead(locales: Readonly<Record<string, string>>): Plugin {
  const exported = new Map(Object.entries(locales).map(([name, file]) => [file, name]));
  return {
    name: 'messages-checked-ahead',
    apply: 'build',
    async load(id) {
      const name = exported.get(id);
      if (name === undefined) return null;
      const { [name]: messages } = (await import(pathToFileURL(id).href)) as Record<string, Messages>;
      checkMessages(messages!);
      // Parsed as JSON, which is quicker than as a program.
      return `export const ${name} = JSON.parse(${JSON.stringify(JSON.stringify(messages))});`;
    },
  };
}
