const MOST_SHOWN = 3;

/** Known names that `word` may have been meant as: at most three, the nearest first. Upper and lower case count as the same. */
export function nearNames(word: string, known: Iterable<string>): string[] {
  const allowed = word.length <= 4 ? 1 : word.length <= 8 ? 2 : 3;
  const near: { name: string; distance: number }[] = [];
  for (const name of known) {
    if (Math.abs(name.length - word.length) > allowed) continue;
    const distance = editDistance(word.toLowerCase(), name.toLowerCase());
    if (distance <= allowed) near.push({ name, distance });
  }
  near.sort((a, b) => a.distance - b.distance);
  return near.slice(0, MOST_SHOWN).map(({ name }) => name);
}

/** `; did you mean 'a' or 'b'?`, or nothing when no known name is near. */
export function suggestion(word: string, known: Iterable<string>): string {
  const near = nearNames(word, known).map((name) => `'${name}'`);
  return near.length === 0 ? '' : `; did you mean ${near.join(' or ')}?`;
}

function editDistance(left: string, right: string): number {
  let previous = Array.from({ length: right.length + 1 }, (_, column) => column);
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      const replaced = (previous[column - 1] ?? 0) + (left[row - 1] === right[column - 1] ? 0 : 1);
      current.push(Math.min(replaced, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[right.length] ?? 0;
}
