import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

/** An answer as it came over HTTP. */
export interface Answer {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly type: string | undefined;
  /** Parsed when it is JSON. */
  readonly body: unknown;
}

interface Operation {
  readonly operationId: string;
  readonly responses: Record<string, any>;
}

/** An operation of the document, with what its path looks like. */
interface Place {
  readonly pointer: string;
  readonly pattern: RegExp;
  readonly operations: Readonly<Record<string, Operation>>;
}

const ROOT = 'openapi.json';
/** Of an address or headers that are too long: the server answers before it knows of any route. */
const OF_THE_SERVER = [414, 431];

/** Judges answers by an OpenAPI document: the status is listed, the media type too, and the body fits its schema. */
export class AnswerCheck {
  private readonly ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: true });
  private readonly base: string;
  private readonly places: readonly Place[];
  private readonly validators = new Map<string, ValidateFunction>();

  constructor(private readonly document: Record<string, any>) {
    addFormats.default(this.ajv);
    this.ajv.addSchema(document, ROOT);
    this.base = new URL(document.servers[0].url, 'http://host').pathname.replace(/\/$/, '');
    this.places = Object.entries(document.paths as Record<string, Place['operations']>)
      .toSorted(([one], [other]) => placeholders(one) - placeholders(other))
      .map(([path, operations]) => ({ pointer: `/paths/${escaped(path)}`, pattern: patternOf(path), operations }));
  }

  /** The operation that a request is for; undefined outside the API and for paths that it does not have. */
  operationOf(method: string, path: string): Operation | undefined {
    return this.find(method, path)?.operation;
  }

  /** What of the answer does not agree with the document; undefined when all of it does. */
  problemOf(answer: Answer): string | undefined {
    const found = this.find(answer.method, answer.path);
    if (found === undefined || OF_THE_SERVER.includes(answer.status)) return undefined;
    const problem = this.disagreement(answer, found);
    return problem === undefined
      ? undefined
      : `${answer.method.toUpperCase()} ${answer.path} answered ${answer.status}, not as documented: ${problem}`;
  }

  private find(method: string, path: string): { operation: Operation; pointer: string } | undefined {
    if (!path.startsWith(`${this.base}/`)) return undefined;
    const below = path.slice(this.base.length).replace(/(.)\/$/, '$1');
    const verb = method.toLowerCase() === 'head' ? 'get' : method.toLowerCase();
    const place = this.places.find(({ pattern, operations }) => operations[verb] !== undefined && pattern.test(below));
    return place === undefined ? undefined : { operation: place.operations[verb]!, pointer: `${place.pointer}/${verb}` };
  }

  private disagreement(answer: Answer, { operation, pointer }: { operation: Operation; pointer: string }): string | undefined {
    const { status, type, body, method } = answer;
    const declared = operation.responses[String(status)];
    if (declared === undefined) return `${operation.operationId} does not list this status: ${JSON.stringify(body)?.slice(0, 300)}`;
    const shared = declared.$ref as string | undefined;
    const place = shared === undefined ? `${pointer}/responses/${status}` : shared.slice(1);
    const content = (shared === undefined ? declared : this.at(place)).content as Record<string, unknown> | undefined;
    if (method.toLowerCase() === 'head') return undefined;
    if (content === undefined) return type === undefined ? undefined : `it has content of ${type}`;
    const media = (type ?? 'none').split(';')[0]!.trim();
    if (content[media] === undefined) return `its media type ${media} is not listed: ${Object.keys(content).join(', ')}`;
    return media === 'application/json' ? this.misfit(`${place}/content/${escaped(media)}/schema`, body) : undefined;
  }

  private misfit(pointer: string, body: unknown): string | undefined {
    const validate = this.validator(pointer);
    if (validate(body)) return undefined;
    const errors = (validate.errors ?? []).slice(0, 5).map(({ instancePath, message, params }) => {
      return `${instancePath === '' ? 'the body' : instancePath} ${message} ${JSON.stringify(params)}`;
    });
    return errors.join('; ');
  }

  private validator(pointer: string): ValidateFunction {
    const known = this.validators.get(pointer) ?? this.ajv.compile({ $ref: `${ROOT}#${encodeURI(pointer)}` });
    this.validators.set(pointer, known);
    return known;
  }

  private at(pointer: string): Record<string, any> {
    return pointer
      .split('/')
      .slice(1)
      .reduce((inner, key) => inner[key.replaceAll('~1', '/').replaceAll('~0', '~')], this.document);
  }
}

function escaped(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}

function placeholders(path: string): number {
  return path.split('{').length;
}

function patternOf(path: string): RegExp {
  const words = path.split('/').map((word) => (word.startsWith('{') ? '[^/]+' : word.replaceAll(/[.*+?^$()|[\]\\]/g, '\\$&')));
  return new RegExp(`^${words.join('/')}$`);
}
