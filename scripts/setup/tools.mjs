import { SetupFailure } from './failure.mjs';
import { runTool } from './processes.mjs';

const tools = [
  {
    command: ['python3', '--version'],
    missing: 'python3 is missing: install Python 3 (Debian: apt-get install python3-pip; macOS: xcode-select --install)',
  },
  {
    command: ['python3', '-m', 'pip', '--version'],
    missing: 'pip is missing for python3: install it (Debian: apt-get install python3-pip; elsewhere: python3 -m ensurepip)',
  },
  {
    command: ['g++', '--version'],
    missing: 'g++ is missing: install a C++ compiler (Debian: apt-get install g++; macOS: xcode-select --install)',
  },
];

/** What building an engine takes besides Node, looked for before anything is downloaded. */
export async function checkTools() {
  for (const { command, missing } of tools) {
    const [program, ...args] = command;
    const { found, code } = await runTool(program, args);
    if (!found || code !== 0) throw new SetupFailure(`${missing} and run this again.`);
  }
}
