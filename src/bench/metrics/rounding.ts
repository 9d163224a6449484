// Numbers as Python prints them, to compare with what published scripts print.

/**
 * A number with so many decimals, as Python's `{:.2f}` and `round` give it: the decimal nearest to the binary number,
 * ties to the even digit. (JavaScript's toFixed takes the larger of two equally near.) Ties are the odd multiples of
 * 1 / 2^(decimals + 1).
 */
export function pythonFixed(x: number, decimals: number): string {
  if (Math.abs(x * 2 ** (decimals + 1)) % 2 !== 1) return x.toFixed(decimals);
  const below = Math.floor(x * 10 ** decimals);
  return ((below % 2 === 0 ? below : below + 1) / 10 ** decimals).toFixed(decimals);
}

/** Python's `round(x, decimals)`. */
export function pythonRound(x: number, decimals: number): number {
  return Number(pythonFixed(x, decimals));
}
