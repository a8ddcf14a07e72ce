import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { onTestFinished } from 'vitest';

const driver = path.resolve('node_modules/better-sqlite3');

/** Another process that has the write lock of a database until it is let go, or killed with the test. */
export async function lockInOtherProcess(file: string): Promise<{ letGo(): Promise<void> }> {
  const script = `
    const db = new (require(${JSON.stringify(driver)}))(${JSON.stringify(file)}, { timeout: 20000 });
    db.exec('BEGIN EXCLUSIVE');
    process.stdout.write('held');
    process.stdin.on('end', () => { db.exec('ROLLBACK'); db.close(); process.exit(); }).resume();`;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['pipe', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  return {
    async letGo() {
      const gone = once(child, 'exit');
      child.stdin.end();
      await gone;
    },
  };
}

export interface TypeScriptOptions {
  readonly args?: readonly string[];
  /** The user to be, where this one is root. */
  readonly uid?: number;
  /** Before Node begins: `ulimit -f 64`, say. */
  readonly shell?: string;
}

/** Runs TypeScript in a process of its own and answers what it printed; paths in it are absolute. */
export async function runTypeScript(source: string, { args = [], uid, shell = ':' }: TypeScriptOptions = {}): Promise<string> {
  const node = [process.execPath, '--disable-warning=ExperimentalWarning', '--input-type=module-typescript', '-e', source, ...args];
  const child = spawn('/bin/sh', ['-c', `${shell}; exec "$@"`, 'sh', ...node], {
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd: '/',
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  let said = '';
  let complaint = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`The other process ended with ${code}: ${complaint}`);
  return said;
}
