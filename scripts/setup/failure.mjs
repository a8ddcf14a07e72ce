/** What the user can mend: one sentence that says what is missing and what to do. Ends the set-up with exit code 3. */
export class SetupFailure extends Error {}

const systemSentences = {
  ENOSPC: 'The disk is full',
  EACCES: 'Permission was denied',
  EPERM: 'Permission was denied',
  EROFS: 'The disk is read-only',
};

/** The sentence for an error, or undefined where it is a fault of the set-up itself. */
export function failureSentence(error) {
  if (error instanceof SetupFailure) return error.message;
  const sentence = systemSentences[error?.code];
  return sentence && `${sentence}: ${error.message}; make room or change the permissions there and run this again.`;
}

/**
 * The sentence as an error object: what is missing apart from what to do. Codes are those of src/shared/errors.ts, which
 * cannot be imported before the packages are there.
 */
export function failureAnswer(sentence, isFault = false) {
  const [, what, todo] = /^(\S+ is missing[^:]*): (.*)$/s.exec(sentence) ?? /^(.*); (.*?)$/s.exec(sentence) ?? [];
  const message = what ?? sentence;
  const hint = todo ? todo[0].toUpperCase() + todo.slice(1) : null;
  return { code: isFault ? 'internal' : codeOf(message), message, hint, field: null };
}

function codeOf(message) {
  if (message.startsWith('No network')) return 'offline';
  return /^\S+ is missing/.test(message) ? 'missing-tool' : 'engine-missing';
}

const networkTrouble = [
  /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH/, // npm
  /NewConnectionError|ConnectTimeoutError|ReadTimeoutError|Read timed out|ProxyError/, // pip
  /name resolution|network is unreachable|network (request|timeout)|no route to host/i, // the system
];

/** Did a tool that downloads fail because nothing could be reached? Judged by what it printed. */
export function isNetworkTrouble(output) {
  return networkTrouble.some((sign) => sign.test(output));
}
