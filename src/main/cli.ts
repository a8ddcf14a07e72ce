import { Command } from 'commander';
import { commandsFor } from './commands/all-commands.ts';
import { runProgram } from './terminal/run-program.ts';
import { importSooner } from './sooner-imports.ts';

importSooner();
const words = process.argv.slice(2);
await runProgram(new Command('graft'), await commandsFor(words), words);
