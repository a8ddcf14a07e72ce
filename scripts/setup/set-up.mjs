import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { provideEngine } from './engine.mjs';
import { failureAnswer, failureSentence, SetupFailure } from './failure.mjs';
import { releaseLocks, takeLock } from './folder-lock.mjs';
import { installPackages, pinnedNode } from './packages.mjs';
import { checkout, currentPlatform, workFolder } from './places.mjs';
import { runTool, stopChildren } from './processes.mjs';
import { startStep } from './report.mjs';
import { linkBinding, writeStamp } from './stamp.mjs';

/** Everything a checkout needs, each step where it has not been done yet. Returns the exit code: 0, or 3 with a sentence. */
export async function setUp() {
  for (const [signal, code] of [['SIGINT', 130], ['SIGTERM', 143], ['SIGHUP', 129]]) {
    process.once(signal, () => {
      stopChildren(signal);
      releaseLocks();
      process.exit(code);
    });
  }
  try {
    currentPlatform();
    await setUpCheckout();
    return 0;
  } catch (error) {
    const sentence = failureSentence(error);
    process.stderr.write(`\n${sentence ?? `The set-up failed by a fault of its own: ${error.stack}`}\n`);
    answerInJson(sentence ?? error.message, sentence === undefined);
    return sentence ? 3 : 1;
  } finally {
    releaseLocks();
  }
}

/** For `./graft … --json`: the same error object as the program's own, on the descriptor that scripts/pinned-node names. */
function answerInJson(sentence, isFault) {
  const descriptor = Number(process.env.GRAFT_SETUP_JSON);
  if (descriptor) writeSync(descriptor, `${JSON.stringify({ error: failureAnswer(sentence, isFault) })}\n`);
}

async function setUpCheckout() {
  process.stderr.write('Setting up Graft Studio\n');
  const packages = startStep('packages');
  const lock = await takeLock(workFolder, packages.waiting);
  await installPackages({ folder: checkout, logFolder: workFolder, lock, step: packages });

  const node = startStep('node');
  const { code, output } = await runTool(join(checkout, pinnedNode()), ['--version']);
  if (code !== 0) {
    throw new SetupFailure('The pinned Node does not start here: a system with glibc 2.28 or newer is needed (not Alpine).');
  }
  node.done(`${output.trim().slice(1)} (pinned)`);

  const engine = await provideEngine(startStep('engine'));
  linkBinding(engine);
  writeStamp(engine);
  startStep('ready').done('./graft --help');
}
