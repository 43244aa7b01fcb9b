/** Lines of a table: the first column to the left, the others to the right, as wide as their contents. */
export function tableLines(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
      .join('  ')
      .trimEnd(),
  );
}

/** A figure with so many digits after the point, thousands grouped; `-` where there is none. */
export function cell(figure: number | null | undefined, digits = 0): string {
  if (figure === null || figure === undefined) return '-';
  return figure.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
