const FILTERED = '[FILTERED]';
/** Shorter secrets are left: blacking out every `1` would leave nothing to read. */
const SHORTEST_SECRET = 4;

/** Blacks out values that must not be stored, in every form that a message may hold them in. */
export class SecretFilter {
  private readonly forms: readonly string[];

  constructor(secrets: readonly string[]) {
    const forms = secrets
      .filter((secret) => !isPlainAddress(secret))
      .flatMap((secret) => [secret, ...linesOf(secret)])
      .filter((secret) => secret.length >= SHORTEST_SECRET);
    // The longest first: a secret may be a part of another one.
    this.forms = [...new Set(forms.flatMap(writtenForms))].sort((left, right) => right.length - left.length);
  }

  text(given: string): string {
    return this.forms.reduce((left, secret) => left.replaceAll(secret, FILTERED), given);
  }

  /** A copy of JSON content with its texts and keys blacked out. */
  content(value: unknown): unknown {
    if (this.forms.length === 0) return value;
    if (typeof value === 'string') return this.text(value);
    if (Array.isArray(value)) return value.map((item) => this.content(item));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [this.text(key), this.content(inner)]));
  }
}

/** An address without credentials and query is no secret: a message without it would not say what was called. */
function isPlainAddress(value: string): boolean {
  if (!/^https?:\/\//i.test(value) || !URL.canParse(value)) return false;
  const url = new URL(value);
  return url.username === '' && url.password === '' && url.search === '';
}

/** Lines of a secret, such as a key in PEM form: a stack is cut at line ends. */
function linesOf(secret: string): string[] {
  return secret.includes('\n') ? secret.split(/\r?\n/).map((line) => line.trim()) : [];
}

/** A secret as it is, and as it stands in a message that quotes JSON, an address or Basic authentication. */
function writtenForms(secret: string): string[] {
  const wellFormed = secret.toWellFormed();
  const query = new URLSearchParams([['', wellFormed]]).toString().slice(1);
  const base64 = Buffer.from(wellFormed).toString('base64');
  return [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(wellFormed), query, base64, base64.replace(/=+$/, '')];
}
