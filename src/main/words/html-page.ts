import { visible } from '../../shared/visible.ts';

/** Text as HTML says it, in content and in attributes; a name that holds control characters or turns the writing direction is shown as a terminal shows it. */
export const escaped = (text: string): string => visible(text).replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);

/** The same of what a person or another program wrote in several lines, as one. */
export const escapedLines = (text: string): string => escaped(text.trim().replace(/\s*\n\s*/g, ' '));

/** Told apart without colour vision, after Okabe and Ito: light, dark. */
const hues = [['#0072b2', '#56b4e9'], ['#c05300', '#f0a43a'], ['#007a5a', '#35c296'], ['#a0478a', '#e58fc2'], ['#2386bd', '#93a9ff'], ['#857000', '#e8dc4a'], ['#bb3a2c', '#ff8368'], ['#4d5966', '#c3ccd6']] as const;

const style = `
:root { color-scheme: light dark; --ink: #1b1b1f; --faint: #6b6b75; --line: #d7d7de; --mark: #2f5fd0; --page: #fff; }
@media (prefers-color-scheme: dark) { :root { --ink: #ececf1; --faint: #a2a2ad; --line: #3b3b44; --mark: #8fb0ff; --page: #17171b; } }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--page); max-width: 72rem; margin: 2rem auto; padding: 0 1rem; } p, li { max-width: 42rem; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; } th, td { padding: .25rem .75rem; text-align: right; border-bottom: 1px solid var(--line); white-space: nowrap; }
th:first-child, td:first-child { text-align: left; } .words th, .words td { text-align: left; white-space: normal; vertical-align: top; overflow-wrap: anywhere; } .words th { overflow-wrap: normal; } .words td { min-width: 5rem; } .words td:nth-child(2):nth-last-child(-n + 2) { min-width: 13rem; } .wide { overflow-x: auto; } figcaption, .faint { color: var(--faint); }
svg text { fill: var(--ink); font: 13px system-ui, sans-serif; } svg .faint { fill: var(--faint); } svg line { stroke: var(--line); } svg .bar { stroke: var(--mark); stroke-width: 2; } svg circle { fill: var(--mark); } svg .single { fill: none; stroke: var(--mark); }
svg .band { fill: var(--mark); opacity: .18; } svg polyline { fill: none; stroke-width: 2; } svg .curve { stroke: var(--mark); } .legend { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; } .legend svg { vertical-align: middle; } .legend svg line { stroke-width: 2; }
${hues.map(([light, dark], i) => `svg .hue${i} { stroke: light-dark(${light}, ${dark}); }`).join(' ')}`;

export interface HtmlPage {
  readonly title: string;
  /** HTML. */
  readonly body: string;
  /** Left out: English. */
  readonly language?: string;
  /** CSS of this kind of page, behind what all have. */
  readonly moreStyle?: string;
}

/** A page that needs nothing else: no script, no network, light or dark as the reader's system is. */
export const htmlPage = ({ title, body, language = 'en', moreStyle = '' }: HtmlPage): string => `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escaped(title)}</title>
<style>${style}${moreStyle}
</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`;

/** Of plain text, in a box that scrolls where it is wider than the page. A keyboard can scroll it too, so it has a name. @param kind what its cells hold: words break and begin at the left */
export function htmlTable(titles: readonly string[], rows: readonly (readonly string[])[], label: string, kind: 'figures' | 'words' = 'figures'): string {
  const line = (cells: readonly string[], tag: 'th' | 'td') => `<tr>${cells.map((cell) => `<${tag}>${escaped(cell)}</${tag}>`).join('')}</tr>`;
  const table = `<table${kind === 'words' ? ' class="words"' : ''}>\n<thead>${line(titles, 'th')}</thead>\n<tbody>\n${rows.map((row) => line(row, 'td')).join('\n')}\n</tbody>\n</table>`;
  return `<div class="wide" tabindex="0" role="group" aria-label="${escaped(label)}">\n${table}\n</div>`;
}
