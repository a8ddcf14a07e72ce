import { pathToFileURL } from 'node:url';
import { baseCompile } from '@intlify/message-compiler';
import type { Plugin } from 'vite';

interface Messages {
  readonly [key: string]: string | Messages;
}

/**
 * Messages as vue-i18n says them without its compiler: where there is nothing to fill in, the text as it is; else its syntax
 * tree, in the short form that vue-i18n's runtime reads.
 * @throws SyntaxError where a message is none
 */
export function compiledMessages(messages: Messages): unknown {
  return Object.fromEntries(
    Object.entries(messages).map(([key, message]) => [key, typeof message === 'string' ? compiledMessage(message) : compiledMessages(message)]),
  );
}

function compiledMessage(message: string): unknown {
  const onError = (error: Error) => {
    throw new SyntaxError(`The message "${message}": ${error.message}`);
  };
  const { ast } = baseCompile(message, { jit: true, optimize: true, minify: true, location: false, onError });
  return /[{}@|]/.test(message) ? ast : message;
}

/** The window's languages compiled while it is built, so that no window does it: a fortieth of what the start of one costs. */
export function messagesCompiledAhead(locales: Readonly<Record<string, string>>): Plugin {
  const exported = new Map(Object.entries(locales).map(([name, file]) => [file, name]));
  return {
    name: 'messages-compiled-ahead',
    apply: 'build',
    async load(id) {
      const name = exported.get(id);
      if (name === undefined) return null;
      const { [name]: messages } = (await import(pathToFileURL(id).href)) as Record<string, Messages>;
      // Parsed as JSON, which is quicker than as a program.
      const text = JSON.stringify(JSON.stringify(compiledMessages(messages!)));
      return `export const ${name} = JSON.parse(${text});`;
    },
  };
}
