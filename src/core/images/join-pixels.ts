/** Squares of pixels one after the other, as a network takes them: of equal lengths → `[squares, size, size, 3]`; none → nothing. */
export function joinPixels(squares: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(squares.length * (squares[0]?.length ?? 0));
  for (const [row, square] of squares.entries()) joined.set(square, row * square.length);
  return joined;
}
