const terminal = process.stderr.isTTY === true;
const quietMs = 5_000; // between two progress lines where the output is not a terminal

/** One line a step. On a terminal the progress of a step overwrites itself; elsewhere it is a line now and then. */
export function startStep(name) {
  const label = `  ${name.padEnd(9)}`;
  let lastMs = Date.now();
  return {
    progress(text) {
      if (terminal) process.stderr.write(`\r\x1b[2K${label}${text}`);
      else if (Date.now() - lastMs >= quietMs) {
        lastMs = Date.now();
        process.stderr.write(`${label}${text}\n`);
      }
    },
    /** Said at once, terminal or not: why nothing moves. */
    waiting(pids) {
      const text = `waiting for another set-up (process ${pids.join(', ')})`;
      process.stderr.write(terminal ? `\r\x1b[2K${label}${text}` : `${label}${text}\n`);
    },
    done(text) {
      process.stderr.write(`${terminal ? '\r\x1b[2K' : ''}${label}${text}\n`);
    },
  };
}

/** Runs `work` while `describe(seconds)` is shown as the step's progress. */
export async function withTicker(step, describe, work) {
  const startedMs = Date.now();
  const ticker = setInterval(() => step.progress(describe(Math.round((Date.now() - startedMs) / 1000))), 250);
  try {
    return await work();
  } finally {
    clearInterval(ticker);
  }
}
