import { PermanentError, ProceduralError, RetryableError } from '../../model/errors.js';
import type { RequestFacts } from './api.response.js';

/** What a broken exchange is called, by the code that Node.js and the HTTP client give it. */
const TRANSPORT = new Map<string, readonly [code: string, words: string]>(
  Object.entries({
    ECONNREFUSED: ['CONNECTION_REFUSED', 'the connection was refused'],
    ECONNRESET: ['CONNECTION_LOST', 'the connection was cut'],
    ECONNABORTED: ['CONNECTION_LOST', 'the connection was cut'],
    EPIPE: ['CONNECTION_LOST', 'the connection was cut'],
    UND_ERR_SOCKET: ['CONNECTION_LOST', 'the connection was cut'],
    UND_ERR_RES_CONTENT_LENGTH_MISMATCH: ['CONNECTION_LOST', 'the answer ended before its announced length'],
    UND_ERR_CONNECT_TIMEOUT: ['CONNECT_TIMEOUT', 'no connection came about in time'],
    ETIMEDOUT: ['CONNECT_TIMEOUT', 'no connection came about in time'],
    ENOTFOUND: ['HOST_NOT_FOUND', 'the host name is unknown'],
    EAI_AGAIN: ['HOST_NOT_FOUND', 'the host name could not be looked up'],
    EHOSTUNREACH: ['HOST_UNREACHABLE', 'there is no way to the host'],
    ENETUNREACH: ['HOST_UNREACHABLE', 'there is no way to the host'],
    EADDRNOTAVAIL: ['HOST_UNREACHABLE', 'there is no way to the host'],
    UND_ERR_HEADERS_OVERFLOW: ['BAD_RESPONSE', 'the headers of the answer are too long'],
  }),
);

const PARSER = /^(?:HPE_|HTTPParserError$)/;
const NOT_HTTP = ['BAD_RESPONSE', 'the answer is not HTTP'] as const;
const UNKNOWN = ['CONNECTION_FAILED', 'the exchange broke off'] as const;

/** What is wrong with a certificate, by the code of its check. */
const CERTIFICATES: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: "the server's certificate has expired",
  CERT_NOT_YET_VALID: "the server's certificate is not valid yet",
  CERT_REVOKED: "the server's certificate was revoked",
  DEPTH_ZERO_SELF_SIGNED_CERT: "the server's certificate is self-signed: trust it by ssl.ca",
  SELF_SIGNED_CERT_IN_CHAIN: "the authority of the server's certificate is not trusted: name it in ssl.ca",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "the authority of the server's certificate is unknown: name it in ssl.ca",
  UNABLE_TO_GET_ISSUER_CERT: "the authority of the server's certificate is unknown: name it in ssl.ca",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "the authority of the server's certificate is unknown: name it in ssl.ca",
  ERR_TLS_CERT_ALTNAME_INVALID: "the server's certificate is for another host name",
  HOSTNAME_MISMATCH: "the server's certificate is for another host name",
};

/** Other findings of the check of a certificate, faults in our own PEM texts, and a peer that refuses us or does not speak TLS. */
const OTHER_TLS = /^(?:CERT_|CRL_|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_|AKID_|SUBJECT_ISSUER_|ERR_OSSL_|ERR_TLS_|UNABLE_TO_DE)/;
const LASTING_TLS_ALERT =
  /CERTIFICATE|UNKNOWN_CA|HANDSHAKE_FAILURE|WRONG_VERSION|UNSUPPORTED_PROTOCOL|PROTOCOL_VERSION|HTTP_REQUEST|NO_SHARED_CIPHER|PACKET_LENGTH/;

/**
 * The error that a broken exchange amounts to: retryable with a `code` in its context, but permanent with `TLS_ERROR` when who answers
 * cannot be trusted, or speaks no TLS, which no further attempt changes. What is no fault of the exchange comes back as it is.
 */
export function transportError(thrown: unknown, { method, target }: RequestFacts, stepName: string): unknown {
  const code = thrown instanceof ProceduralError ? undefined : codeOf(thrown);
  if (code === undefined || code.startsWith('ERR_INVALID')) return thrown;
  const refused = refusal(code, thrown);
  if (refused !== undefined) {
    const context = { step_name: stepName, code: refused.errorCode, cause: code };
    const message = `${method} ${target} failed: ${refused.words} (${code})`;
    return new PermanentError(message, { errorCode: refused.errorCode, context, cause: thrown });
  }
  const [word, words] = TRANSPORT.get(code) ?? (PARSER.test(code) ? NOT_HTTP : UNKNOWN);
  const context = { step_name: stepName, code: word, cause: code };
  return new RetryableError(`${method} ${target} failed: ${words} (${code})`, { context, cause: thrown });
}

/** What no further attempt changes. */
function refusal(code: string, thrown: unknown): { readonly errorCode: string; readonly words: string } | undefined {
  const tls = tlsProblem(code);
  if (tls !== undefined) return { errorCode: 'TLS_ERROR', words: tls };
  if (code !== 'UND_ERR_INVALID_ARG' && code !== 'UND_ERR_NOT_SUPPORTED') return undefined;
  return { errorCode: 'INVALID_REQUEST', words: `it cannot be sent: ${(thrown as Error).message}` };
}

function tlsProblem(code: string): string | undefined {
  if (Object.hasOwn(CERTIFICATES, code)) return CERTIFICATES[code];
  if (code.startsWith('ERR_OSSL_')) return 'a certificate or key in ssl cannot be used';
  if (code.startsWith('ERR_SSL_')) return LASTING_TLS_ALERT.test(code) ? 'no TLS connection with this server is possible' : undefined;
  return OTHER_TLS.test(code) ? "the server's certificate was refused" : undefined;
}

/** Several addresses that all failed arrive as one error with a list; what the parser says in words only has its name for a code. */
function codeOf(thrown: unknown): string | undefined {
  const { code, errors, cause, name } = (thrown ?? {}) as { code?: unknown; errors?: unknown; cause?: unknown; name?: unknown };
  if (typeof code === 'string') return code;
  if (name === 'HTTPParserError') return name;
  if (Array.isArray(errors) && errors.length > 0) return codeOf(errors[0]);
  return cause === undefined ? undefined : codeOf(cause);
}
