import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

const entry = path.resolve('src/main/cli.ts');

// A pseudo-terminal of Python, which the set-up needs anyhow. Types `keys` once `prompt` has been seen.
const script = `
import os, pty, sys
keys, prompt, *command = sys.argv[1:]
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(command[0], command)
seen, typed = b"", False
while True:
    try:
        part = os.read(terminal, 4096)
    except OSError:
        break
    if not part:
        break
    seen += part
    if not typed and prompt.encode() in seen:
        typed = True
        os.write(terminal, keys.encode())
sys.stdout.buffer.write(seen)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
`;

/** Runs the real program in a terminal of its own and types `keys` when it asks `prompt`; what the screen showed. */
export async function graftInTerminal(
  args: readonly string[],
  { home, keys = '', prompt = '[y/N]' }: { home: string; keys?: string; prompt?: string },
): Promise<{ code: number | null; screen: string }> {
  const command = [process.execPath, '--disable-warning=ExperimentalWarning', entry, ...args];
  const child = spawn('python3', ['-c', script, keys, prompt, ...command], {
    env: { ...process.env, GRAFT_HOME: home, TERM: 'dumb' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let screen = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (screen += text));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, screen };
}
