const EXCERPT_CHARACTERS = 500;
/** A shorter text is no secret worth hiding, and would blacken half of the message. */
const LEAST_SECRET_CHARACTERS = 6;
// eslint-disable-next-line no-control-regex
const UNREADABLE = /[\x00-\x1f\x7f\p{Cs}]+/gu;

/** At most 500 characters of a body on one line, without the texts in `secrets`. */
export function excerpt(body: unknown, secrets: readonly string[]): string {
  const text = body === null || body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
  const characters = Array.from(
    withoutSecrets(text, secrets)
      .replace(UNREADABLE, ' ')
      .trim()
      .slice(0, EXCERPT_CHARACTERS * 2),
  );
  return characters.length <= EXCERPT_CHARACTERS ? characters.join('') : `${characters.slice(0, EXCERPT_CHARACTERS - 1).join('')}…`;
}

/** The text with each secret blackened. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  // The longest first: a secret that is part of another one must not leave the rest of it standing.
  const hidden = secrets.filter((secret) => secret.length >= LEAST_SECRET_CHARACTERS).sort((a, b) => b.length - a.length);
  return hidden.reduce((shown, secret) => shown.replaceAll(secret, '[redacted]'), text);
}
