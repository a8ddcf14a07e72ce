import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** Who may use the browser door: whoever has the token of the printed URL, and afterwards the cookie it was exchanged for. */
export interface BrowserSession {
  readonly token: string;
  readonly cookieName: string;
  /** For `Set-Cookie`: of this browser session, not readable by scripts, never sent from another site. */
  readonly cookie: string;
  /** The token, or a ticket that was not used yet. */
  isToken(given: string | null): boolean;
  /** Like a token, for one use within a minute: fit for a command line, which other users of the machine can read. */
  issueTicket(): string;
  /** Whether a `Cookie` header holds ours. */
  hasCookie(header: string | null): boolean;
}

const ticketMs = 60_000;

const newToken = (): string => randomBytes(32).toString('base64url');

/** Cookies belong to a host and not to a port; the name with the port keeps two studios on one machine apart. */
export function createSession(port: number, token = newToken()): BrowserSession {
  const cookieName = `graft_${port}`;
  const secret = newToken();
  const tickets = new Map<string, number>();
  const useTicket = (given: string): boolean => {
    const match = [...tickets].find(([ticket, untilMs]) => isSame(given, ticket) && performance.now() < untilMs);
    return match !== undefined && tickets.delete(match[0]);
  };
  return {
    token,
    cookieName,
    cookie: `${cookieName}=${secret}; Path=/; HttpOnly; SameSite=Strict`,
    isToken: (given) => given !== null && (isSame(given, token) || useTicket(given)),
    issueTicket() {
      const ticket = newToken();
      tickets.set(ticket, performance.now() + ticketMs);
      return ticket;
    },
    hasCookie: (header) =>
      (header ?? '').split(';').some((part) => {
        const [name, ...value] = part.trim().split('=');
        return name === cookieName && isSame(value.join('='), secret);
      }),
  };
}

/** In a time that tells nothing of where, or in what length, they differ. */
function isSame(given: string, wanted: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}
