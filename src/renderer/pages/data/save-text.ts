/** Hands a text to the browser's downloads. */
export function saveText(text: string, name: string, type: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  const link = document.createElement('a');
  Object.assign(link, { href: url, download: name });
  link.click();
  // After the click was followed.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
