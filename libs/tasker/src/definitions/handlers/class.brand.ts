/** The class in the chain of `type` that bears the brand itself; undefined when there is none, or `type` is no class. */
export function brandedClass(type: unknown, brand: symbol): { readonly prototype: object } | undefined {
  let level = type;
  while (typeof level === 'function' && !Object.hasOwn(level, brand)) level = Object.getPrototypeOf(level) as unknown;
  return typeof level === 'function' ? level : undefined;
}
