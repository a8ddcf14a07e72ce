import { laterPath } from '../../shared/later-answers.ts';

/** Looked after without having been told, should the stream of events be broken. */
const lookMs = 5000;

const waiting = new Map<string, () => void>();
/** The newest tickets that were told of before anybody waited for them: an event may overtake its ticket. */
const early = new Set<string>();
const earlyKept = 100;

/** The event `answer` came. */
export function answerIsThere(ticket: string): void {
  const wake = waiting.get(ticket);
  if (wake) return wake();
  early.add(ticket);
  if (early.size > earlyKept) early.delete(early.values().next().value!);
}

/**
 * The answer of a call that was given a ticket (src/shared/later-answers.ts). Where `signal` aborts, or the page is left, the call is given
 * up. @throws the signal's reason; TypeError where the program cannot be reached
 */
export async function laterAnswer(ticket: string, signal: AbortSignal): Promise<Response> {
  const url = laterPath(ticket);
  // Nothing is to be done where this fails: the program is gone, or the call is over.
  const giveUp = () => void fetch(url, { method: 'POST', keepalive: true }).catch(() => undefined);
  signal.addEventListener('abort', giveUp, { once: true });
  addEventListener('pagehide', giveUp);
  try {
    for (;;) {
      await told(ticket, signal);
      const response = await fetch(url, { credentials: 'same-origin', signal });
      if (response.status !== 202) return response;
    }
  } finally {
    signal.removeEventListener('abort', giveUp);
    removeEventListener('pagehide', giveUp);
  }
}

async function told(ticket: string, signal: AbortSignal): Promise<void> {
  if (early.delete(ticket) || signal.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, lookMs);
  signal.addEventListener('abort', () => resolve(), { once: true });
  waiting.set(ticket, resolve);
  await promise;
  clearTimeout(timer);
  waiting.delete(ticket);
}
