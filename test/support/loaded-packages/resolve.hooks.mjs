// Remembers every file that an import leads to, and tells them when it is asked.
const found = new Set();

export function initialize({ port }) {
  port.on('message', () => port.postMessage([...found]));
}

export async function resolve(specifier, context, next) {
  const resolved = await next(specifier, context);
  found.add(resolved.url);
  return resolved;
}
