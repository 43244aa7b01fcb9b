import { AuthenticationError } from '../auth.errors.js';
import type { Principal } from '../principal.js';
import { isActor } from '../principal.check.js';
import type { JwtClaimNames, JwtClaims } from './jwt.options.js';

/** Makes a principal of the claims of a token. */
export class ClaimReader {
  constructor(private readonly names: JwtClaimNames = {}) {}

  /**
   * @throws AuthenticationError for claims that cannot be read, and for a token without the claim of namespaces where that has a name of its
   * own: neither must mean "everywhere"
   */
  principalOf(claims: JwtClaims): Principal {
    const { admin } = this.names;
    const name = valueAt(claims, this.names.name ?? 'name');
    const isAdmin = admin !== undefined && valueAt(claims, admin) === true;
    return {
      id: this.idIn(claims),
      ...(typeof name === 'string' ? { name } : {}),
      ...this.list('roles', claims),
      ...this.list('permissions', claims),
      ...this.namespaces(claims, isAdmin),
      ...(isAdmin ? { admin: true } : {}),
    };
  }

  private namespaces(claims: JwtClaims, isAdmin: boolean): Partial<Principal> {
    const found = this.list('namespaces', claims);
    if (found.namespaces !== undefined || isAdmin || this.names.namespaces === undefined) return found;
    throw new AuthenticationError('the token does not say in which namespaces it is good');
  }

  private idIn(claims: JwtClaims): string {
    const { id } = this.names;
    const found = id === undefined ? (claims['sub'] ?? claims['user_id']) : valueAt(claims, id);
    const text = Number.isSafeInteger(found) ? String(found) : found;
    if (!isActor(text)) throw new AuthenticationError('the token names no caller that can stand in the history');
    return text;
  }

  private list(key: 'roles' | 'permissions' | 'namespaces', claims: JwtClaims): Partial<Principal> {
    const value = valueAt(claims, this.names[key] ?? key);
    return value === undefined ? {} : { [key]: wordsOf(key, value) };
  }
}

function wordsOf(key: string, value: unknown): readonly string[] {
  const words: unknown = typeof value === 'string' ? value.split(' ').filter((word) => word !== '') : value;
  if (!Array.isArray(words) || !words.every((word) => typeof word === 'string')) {
    throw new AuthenticationError(`the ${key} of the token cannot be read`);
  }
  return words;
}

/** The claim of this name, else what the dotted path leads to. Names of claims may have dots: `https://shop.example/roles`. */
function valueAt(claims: JwtClaims, path: string): unknown {
  if (Object.hasOwn(claims, path)) return claims[path];
  let value: unknown = claims;
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = value[key as keyof typeof value];
  }
  return value;
}
