import { Command } from 'commander';
import { allCommands } from './commands/all-commands.ts';
import { runProgram } from './terminal/run-program.ts';

await runProgram(new Command('graft'), allCommands, process.argv.slice(2));
