import { readFileSync } from 'node:fs';
import { CommanderError, type Command } from 'commander';
import { StudioError, toWireError } from '../../core/errors.ts';
import { namedWriteError } from '../../core/files/write-error.ts';
import { endThreads } from '../../core/threads.ts';
import { createContext, type Context, type ContextOwner } from './context.ts';
import { exitCodeOf } from './exit-code.ts';
import { printableJson } from './printable.ts';
import { errorObject, fromParserError, writeError } from './report-error.ts';

/** What the commands about the program itself stand under in the help; `help` is one of them. */
export const programGroup = 'The program:';

export type Register = (program: Command, context: Context) => void;

/** Gives the program its options and commands; reads and runs nothing. */
export function describeProgram(program: Command, commands: readonly Register[]): ContextOwner {
  const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  program
    .description(
      'Fine-tune pretrained ResNets on a folder of pictures, and export models that predict the same elsewhere.',
    )
    .version(version, '-V, --version', 'print the version')
    .option('--json', 'answer in JSON on stdout')
    .option(
      '--data-dir <folder>',
      "where data sets, runs and exports are kept (default: $GRAFT_HOME or the platform's folder)",
    )
    .option('--verbose', 'show where an error came from')
    .configureHelp({ showGlobalOptions: true, subcommandTerm: (command) => command.name() })
    .commandsGroup(programGroup)
    .helpCommand('help [command]', 'the help of a command')
    .exitOverride()
    .configureOutput({ outputError: () => undefined, writeErr: () => undefined })
    .addHelpText(
      'after',
      '\nExamples:\n  graft train ~/pictures/leaves\n  graft predict 1 photo.jpg\n  graft export 1 --format onnx',
    );
  const context = createContext(program);
  // The engine process writes what TensorFlow says when this is set.
  program.hook('preAction', () => void (context.verbose && (process.env['GRAFT_VERBOSE'] = '1')));
  for (const register of commands) register(program, context);
  for (const command of program.commands) command.helpCommand(false);
  return context;
}

/** Reads the arguments, runs the command they name and ends the process with its exit code. */
export async function runProgram(program: Command, commands: readonly Register[], args: readonly string[]): Promise<never> {
  const context = describeProgram(program, commands);
  listen(context);
  const exitCode = await run(program, context, args);
  await new Promise((resolve) => process.stdout.write('', resolve));
  await endThreads();
  process.exit(exitCode);
}

/** The parser's own `help` knows commands, but none within them. */
const inFull = ([first, ...words]: readonly string[]): string[] => (first === 'help' && words.filter((word) => !word.startsWith('-')).length > 1 ? [...words, '--help'] : [first!, ...words]);

async function run(program: Command, context: ContextOwner, args: readonly string[]): Promise<number> {
  try {
    if (args.length === 0) program.outputHelp();
    else await program.parseAsync(inFull(args), { from: 'user' });
    return context.exitCode;
  } catch (thrown) {
    if (thrown instanceof CommanderError && thrown.exitCode === 0) return 0;
    // Whoever read stdout had enough, and the command ended for that.
    if (context.isReaderGone && toWireError(thrown).code === 'cancelled') return 0;
    const error = thrown instanceof CommanderError ? parserError(program, thrown, args) : thrown;
    // Where the arguments could not be read to their end, the parser may not have come to --json.
    const isJson = context.json || (thrown instanceof CommanderError && args.includes('--json'));
    if (isJson) process.stdout.write(`${printableJson({ error: errorObject(toWireError(error)) })}\n`);
    writeError(error, context.verbose);
    return exitCodeOf(toWireError(error).code);
  }
}

function parserError(program: Command, error: CommanderError, args: readonly string[]): StudioError {
  let command = program;
  let name = program.name();
  for (const arg of args) {
    const next = command.commands.find((candidate) => candidate.name() === arg);
    if (!next) continue;
    command = next;
    name += ` ${arg}`;
  }
  if (error.code !== 'commander.help') return fromParserError(error, name);
  // `graft help <command>`, where the parser only shows help that nobody asked for.
  const [first, unknown] = args;
  if (command === program && first === 'help' && unknown !== undefined) return new StudioError('bad-usage', `Unknown command "${unknown}"`, { hint: `See ${name} --help.` });
  return new StudioError('bad-usage', `${name} needs to be told what to do`, {
    hint: `Choose one of ${command.commands.map((one) => one.name()).join(', ')}; see ${name} --help.`,
  });
}

function listen(context: ContextOwner): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => context.stop('interrupted'));
  // `graft predict … | head` takes what it wants and leaves.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw namedWriteError(error, 'What this command prints', 'stdout');
    context.stop('reader-gone');
  });
  process.on('uncaughtException', (error) => {
    writeError(error, context.verbose);
    process.exit(1);
  });
  process.stderr.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}
