import { ConfigurationError } from '../../model/errors.js';
import { suggestion } from '../../model/near-names.js';

type Options = Readonly<Record<string, unknown>>;

/** What an option of an exporter may be. */
type Rule = 'flag' | 'text' | 'object' | 'texts';

const WORDS: Readonly<Record<Rule, string>> = { flag: 'true or false', text: 'a text', object: 'an object', texts: 'a list of texts' };

/** Refuses options that an exporter does not have, or of another kind. @throws ConfigurationError */
export function checkExporterOptions(format: string, options: Options, rules: Readonly<Record<string, Rule>>): void {
  const known = Object.keys(rules);
  for (const [key, value] of Object.entries(options)) {
    const rule = Object.hasOwn(rules, key) ? rules[key] : undefined;
    if (rule === undefined) {
      throw new ConfigurationError(
        `option '${key}' of the ${format} exporter is unknown${suggestion(key, known)}; known are ${known.join(', ') || 'none'}`,
      );
    }
    if (value !== undefined && !fits(value, rule)) {
      throw new ConfigurationError(`option '${key}' of the ${format} exporter must be ${WORDS[rule]}`);
    }
  }
}

function fits(value: unknown, rule: Rule): boolean {
  switch (rule) {
    case 'flag':
      return typeof value === 'boolean';
    case 'text':
      return typeof value === 'string';
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value);
    case 'texts':
      return Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string');
  }
}
