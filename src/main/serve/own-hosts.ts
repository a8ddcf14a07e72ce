import { hostname, networkInterfaces } from 'node:os';

const loopbackNames = ['127.0.0.1', 'localhost', '[::1]'];

/** Whether only this machine reaches the address. */
export const isLoopback = (host: string): boolean => /^(127(\.\d{1,3}){3}|localhost|::1|\[::1\])$/i.test(host);

/** An address as it stands in a URL. */
export const inUrl = (host: string): string => (host.includes(':') && !host.startsWith('[') ? `[${host}]` : host);

/**
 * What a `Host` header may say, in lower case with the port: a page elsewhere whose name was pointed at this machine (DNS
 * rebinding) says another.
 */
export function ownHosts(host: string, port: number): Set<string> {
  const isAny = ['0.0.0.0', '::'].includes(host);
  const addresses = Object.values(networkInterfaces()).flatMap((one) => (one ?? []).map(({ address }) => address));
  const names = [...loopbackNames, host, ...(isAny ? [hostname(), ...addresses] : [])].map((name) =>
    inUrl(name).toLowerCase(),
  );
  return new Set(names.flatMap((name) => [`${name}:${port}`, ...(port === 80 ? [name] : [])]));
}
