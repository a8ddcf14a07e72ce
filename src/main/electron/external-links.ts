import { isIP } from 'node:net';

/**
 * Whether a link may leave the window for the system's browser: https to a named host, nothing hidden in front of the host.
 * File, mail and program links, plain http, IP addresses and names without a dot (this machine, this network) stay closed.
 */
export function isOpenable(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname, username, password } = new URL(url);
  const isNamed = hostname.includes('.') && isIP(hostname) === 0 && !hostname.startsWith('[');
  return (
    protocol === 'https:' && isNamed && !/\.(localhost|local|internal)$/.test(hostname) && username === '' && password === ''
  );
}
