import { StudioError } from '../errors.ts';

/** What an HTTP status of the hub means for the user. */
export function refusedByHub(status: number, what: string, cause?: unknown): StudioError {
  const [message, hint, kind] = explanation(status, what);
  return new StudioError('download-failed', message, { values: { kind, what, status: String(status) }, hint, cause });
}

function explanation(status: number, what: string): [message: string, hint: string, kind: string] {
  if (status === 401) {
    const hint = 'Set HF_TOKEN to a valid access token, or unset one that has expired.';
    return [`The hub does not know who asks for ${what} (401).`, hint, 'hub-unknown-account'];
  }
  if (status === 403) {
    const hint = 'Accept its terms on the page of the model, then try again.';
    return [`The hub does not let this account have ${what} (403).`, hint, 'hub-refused-account'];
  }
  if (status === 404) {
    return [`The hub has no ${what} (404).`, 'Check HF_ENDPOINT; a mirror may not carry this model.', 'hub-has-not'];
  }
  return [`The hub answered ${status} for ${what}.`, 'Try again later; what was received is kept.', 'hub-answered'];
}

/** What the system says when there is no way to anybody, rather than trouble with one server. */
const noNetwork = new Set(['ENOTFOUND', 'EAI_AGAIN', 'ENETUNREACH', 'EHOSTUNREACH']);

/** The network failed and trying again did not help. */
export function unreachable(what: string, cause: unknown): StudioError {
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
  const reason = (inner instanceof Error ? inner.message || (inner as NodeJS.ErrnoException).code : String(inner)) ?? '';
  const code = noNetwork.has((inner as NodeJS.ErrnoException | undefined)?.code ?? '') ? 'offline' : 'download-failed';
  return new StudioError(code, `The connection failed while fetching ${what}: ${reason}.`, {
    values: { kind: code === 'offline' ? 'no-network' : 'connection-failed', what, reason },
    hint: 'Check the network (behind a proxy: HTTPS_PROXY and NODE_USE_ENV_PROXY=1); the same command goes on from there.',
    cause,
  });
}

export const downloadCancelled = (what: string): StudioError =>
  new StudioError('cancelled', `The download of ${what} was cancelled.`, {
    values: { kind: 'download-cancelled', what },
    hint: 'The same command goes on where it stopped.',
  });
