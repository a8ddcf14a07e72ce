/** The window's address: a standard, secure scheme of our own, one host. */
export const scheme = 'app';
const host = 'studio';
export const ownOrigin = `${scheme}://${host}`;
export const startUrl = `${ownOrigin}/`;

/** True for addresses of our own pages; the scheme's other hosts do not exist. */
export function isOwn(url: string): boolean {
  if (!URL.canParse(url)) return false;
  // `origin` of a scheme that only Electron knows is "null" to Node.
  const { protocol, host: name, username, password } = new URL(url);
  return protocol === `${scheme}:` && name === host && username === '' && password === '';
}
