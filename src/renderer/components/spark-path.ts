/** An SVG path through the values, left to right, smallest at the bottom, with a pixel kept free at each edge. */
export function sparkPath(values: readonly number[], width: number, height: number): string {
  const finite = values.filter(Number.isFinite);
  if (finite.length < 2) return '';
  const low = Math.min(...finite);
  const span = Math.max(...finite) - low || 1;
  const points = finite.map((value, index) => {
    const x = 1 + (index / (finite.length - 1)) * (width - 2);
    const y = 1 + (1 - (value - low) / span) * (height - 2);
    return `${Math.round(x * 10) / 10} ${Math.round(y * 10) / 10}`;
  });
  return `M${points.join('L')}`;
}
