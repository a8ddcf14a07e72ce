import type { Command } from 'commander';
import type { Context } from '../terminal/context.ts';
import { examples } from './examples.ts';
import { wholeNumber } from '../flags/option-values.ts';

interface ServeFlags {
  port?: number;
  host: string;
  open?: boolean;
  root?: string;
  tokenFile?: string;
}

export function registerServe(program: Command, context: Context): void {
  const serve = program
    .command('serve')
    .description('the studio in a browser: answers on this machine alone, under an address with a secret that is printed')
    .option(
      '--port <n>',
      'where to listen; 0 takes any that is free (default: 7117 or the next that is free)',
      wholeNumber('port', 0, 65535),
    )
    .option('--open', 'open the browser too')
    .option('--host <address>', 'listen for other machines; needs --token-file', '127.0.0.1')
    .option('--root <folder>', 'pages may choose folders below this one (default: your home)')
    .option('--token-file <file>', 'take the secret from this file (mode 600, at least 32 characters)')
    .action(async ({ port, host, open, root, tokenFile }: ServeFlags) => {
      const { serveStudio } = await import('../serve/serve-studio.ts');
      const { dataDir, verbose, remark } = context;
      await context.stoppable(async (signal) => {
        const server = await serveStudio({ dataDir, host, port, root, tokenFile, verbose, remark, signal });
        try {
          await context.event({ event: 'listening', url: server.url, port: server.port });
          await context.print(
            `Graft Studio is at\n\n  ${server.url}\n\nThe address is for you alone. Ctrl-C ends the program.`,
          );
          if (open) await openIt(server.ticketUrl(), context);
          await aborted(signal);
        } finally {
          await server.close();
        }
      }, 'Closing the studio: a training in progress is kept at its checkpoint.');
    });
  examples(serve, ['graft serve --open', 'graft serve --port 8080 --root /data/pictures']);
}

async function openIt(url: string, context: Context): Promise<void> {
  const { openBrowser } = await import('../serve/open-browser.ts');
  const reason = await openBrowser(url);
  if (reason !== null) context.remark(`No browser could be opened: ${reason}. Open the address yourself.`);
}

function aborted(signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (signal.aborted) resolve();
  else signal.addEventListener('abort', () => resolve(), { once: true });
  return promise;
}
