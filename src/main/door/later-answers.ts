import { randomBytes } from 'node:crypto';
import type { EventHub } from '../../core/events/event-hub.ts';
import { laterHeader } from '../../shared/later-answers.ts';

/** Calls that take longer than their connection is held; see {@link laterHeader}. */
export interface LaterAnswers {
  /** What `answer`, which must not fail, gives; or a ticket for it where that takes longer and the window knows of tickets. */
  begin(request: Request, answer: (request: Request) => Promise<Response>): Promise<Response>;
  /** The answer for a ticket, 202 before it is there; null where there is no such ticket (any more). */
  collect(ticket: string): Promise<Response | null>;
  /** Nobody waits any longer: the call's signal aborts. False where there is no such ticket. */
  giveUp(ticket: string): boolean;
}

export interface LaterOptions {
  /** How long a connection is held. */
  readonly holdMs?: number;
  /** How long an answer that nobody fetches is kept. */
  readonly keptMs?: number;
}

interface Owed {
  readonly call: AbortController;
  answer: Response | null;
}

export function createLaterAnswers(
  events: Pick<EventHub, 'publish'>,
  { holdMs = 1000, keptMs = 300_000 }: LaterOptions = {},
): LaterAnswers {
  const owed = new Map<string, Owed>();
  const promised = (ticket: string) => new Response(null, { status: 202, headers: { [laterHeader]: ticket } });

  return {
    async begin(request, answer) {
      if (!request.headers.has(laterHeader)) return answer(request);
      // With the ticket the connection ends, and with it the request's own signal would end the call.
      const call = new AbortController();
      const give = () => call.abort();
      request.signal.addEventListener('abort', give, { once: true });
      // All of it, since the connection may end before the call does; one that fails while it comes fails the call.
      const body = await request.arrayBuffer().catch((failure: unknown) => new ReadableStream({ start: (it) => it.error(failure) }));
      const { url, method, headers } = request;
      const answered = answer(new Request(url, { method, headers, body, signal: call.signal, duplex: 'half' } as RequestInit));
      const hold = Promise.withResolvers<null>();
      const timer = setTimeout(() => hold.resolve(null), holdMs);
      const soon = await Promise.race([answered, hold.promise]).finally(() => clearTimeout(timer));
      if (soon) return soon;
      request.signal.removeEventListener('abort', give);
      const ticket = randomBytes(12).toString('hex');
      const entry: Owed = { call, answer: null };
      owed.set(ticket, entry);
      void answered.then((response) => {
        entry.answer = response;
        setTimeout(() => owed.delete(ticket), keptMs).unref();
        events.publish({ type: 'answer', ticket });
      });
      return promised(ticket);
    },
    async collect(ticket) {
      const entry = owed.get(ticket);
      if (!entry) return null;
      // A clone: one that is lost on the way can be asked for again.
      return entry.answer?.clone() ?? promised(ticket);
    },
    giveUp(ticket) {
      owed.get(ticket)?.call.abort();
      return owed.has(ticket);
    },
  };
}
