import { execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * When a process started, as the system tells it; undefined where there is no such process. Together with the number it
 * names one process for good: numbers alone are given again.
 */
export function processStart(pid) {
  try {
    if (process.platform === 'linux') {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' '); // the name before it may hold blanks
      return fields[0] === 'Z' ? undefined : fields[19]; // a zombie holds nothing; field 22 of proc(5) is the start
    }
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined;
  } catch {
    return undefined; // no such process
  }
}

const children = new Set();

/** Ends what was started here; for a set-up that is interrupted. */
export function stopChildren(signal) {
  for (const child of children) child.kill(signal);
}

/**
 * Runs a tool to its end and keeps the last megabyte of what it printed. The lock learns of the process, so that the next
 * set-up waits for it too should this one be killed.
 * @returns {Promise<{ code: number | null, found: boolean, output: string }>} `found`: is the tool installed?
 */
export function runTool(command, args, { lock, cwd, env } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const keep = (chunk) => {
      output = (output + chunk).slice(-1_000_000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', (error) => {
      if (error.code === 'ENOENT' || error.code === 'EACCES') resolve({ code: null, found: false, output: error.message });
      else reject(error);
    });
    child.on('close', (code) => {
      children.delete(child);
      resolve({ code, found: true, output });
    });
    if (child.pid === undefined) return;
    children.add(child);
    lock?.adopt(child.pid);
  });
}
