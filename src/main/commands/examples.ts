import type { Command } from 'commander';

/** Puts examples under a command's help. */
export function examples(command: Command, lines: readonly string[]): void {
  command.addHelpText(
    'after',
    `\nExample${lines.length > 1 ? 's' : ''}:\n${lines.map((line) => `  ${line}`).join('\n')}`,
  );
}
