import { describe, expect, it } from 'vitest';
import { useTaskFiles } from '../../../../../test/support/task.files.js';
import { ConfigurationError } from '../../model/errors.js';
import { readSubscriptionFile } from './subscription-file.reader.js';

const files = useTaskFiles();
const variables = { WEBHOOK: 'https://hooks.example/1', EMPTY: '' };
const read = (content: string) =>
  readSubscriptionFile(files.write(content, 'alerts.yaml'), { shown: 'subscriptions/alerts.yaml', variables });

/** Why a file is refused, one line for each problem, without the name of the file. */
function refusal(content: string): string[] {
  try {
    read(content);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigurationError);
    return (error as Error).message.replaceAll('subscriptions/alerts.yaml', '').split('\n');
  }
  throw new Error('nothing was refused');
}

describe('a file of subscriptions', () => {
  it('says who handles which events, and how', () => {
    const content = `
subscriptions:
  mail:
    class: OrderMailer
    description: Tells the customer
    events: [task.completed, 'order.*']
    filter: { namespace: [shop, outlet], priority: 2 }
    config:
      from: shop@example.org
      webhook: \${WEBHOOK}
  audit: { class: Audit }
  off: { class: Gone, enabled: false, config: { key: '\${MISSING}' } }
`;
    const [mail, audit, off] = read(content);
    expect(mail).toEqual({
      ...{ name: 'mail', className: 'OrderMailer', enabled: true, events: ['task.completed', 'order.*'] },
      ...{ filter: { namespace: ['shop', 'outlet'], priority: 2 } },
      ...{ config: { from: 'shop@example.org', webhook: '${WEBHOOK}' }, at: expect.any(Function) },
    });
    expect(audit).toEqual({ name: 'audit', className: 'Audit', enabled: true, filter: {}, at: expect.any(Function) });
    expect([off!.name, off!.enabled]).toEqual(['off', false]);
    expect([mail!.at([]), mail!.at(['events', 1]), audit!.at(['events'])]).toEqual([
      'subscriptions/alerts.yaml:3: subscriptions.mail',
      'subscriptions/alerts.yaml:6: subscriptions.mail.events[1]',
      'subscriptions/alerts.yaml:11: subscriptions.audit',
    ]);
  });

  it('may hold none', () => expect(read('subscriptions: {}')).toEqual([]));

  it.each([
    ['', [": is empty; a file of subscriptions begins with 'subscriptions:'"]],
    ['# nothing', [": is empty; a file of subscriptions begins with 'subscriptions:'"]],
    ['subscriptions:', [':1: subscriptions must be a map, but has no value; give one or take the key out']],
    [
      'subscriptions: {}\n---\nsubscriptions: {}',
      [":2: a second document begins here ('---'); a file holds all subscriptions under one key"],
    ],
    ['- a', [':1: the file must be a map, not a list']],
    ['subscription: {}', [':1: subscriptions is missing', ":1: subscription is not a known key; did you mean 'subscriptions'?"]],
    ['subscriptions:\n  1st: { class: A }', [':2: subscriptions.1st must begin with a letter and have only letters, digits and _ . -']],
    ['subscriptions:\n  a: {}', [':2: subscriptions.a.class is missing']],
    ['subscriptions:\n  a: { class: 7 }', [":2: subscriptions.a.class must be a string, not the number 7; write it in quotes: '7'"]],
    [
      'subscriptions:\n  a:\n    clas: A',
      [':2: subscriptions.a.class is missing', ":3: subscriptions.a.clas is not a known key; did you mean 'class'?"],
    ],
    ['subscriptions:\n  a: { class: A, enabled: yes }', [":2: subscriptions.a.enabled must be true or false, not 'yes'"]],
    ['subscriptions:\n  a: { class: A, events: task.completed }', [":2: subscriptions.a.events must be a list, not 'task.completed'"]],
    ['subscriptions:\n  a: { class: A, events: [a b] }', [":2: subscriptions.a.events[0] must be a name, 'order.*' or '*', not 'a b'"]],
    ['subscriptions:\n  a: { class: A, config: [1] }', [':2: subscriptions.a.config must be a map, not a list']],
    ['subscriptions:\n  a: { class: A }\n  a: { class: B }', [':3: subscriptions.a is given twice; the first one is on line 2']],
  ])('is refused as %j', (content, lines) => {
    expect(refusal(content)).toEqual(lines);
  });

  it('is refused with a filter that is no plain value', () => {
    expect(refusal('subscriptions:\n  a: { class: A, filter: { name: { x: 1 } } }')[0]).toBe(
      ':2: subscriptions.a.filter.name must be a string or a number or true or false or null or a list, not a map',
    );
  });

  it('is refused with placeholders that nobody fills in', () => {
    const content = `
subscriptions:
  a:
    class: \${WEBHOOK}
    events: ['\${WEBHOOK}']
    filter: { name: '\${WEBHOOK}' }
    config:
      one: '\${MISSING}/\${WEBHOOK}'
      two: ['\${toString}', '\${EMPTY}']
      three: '\${not a name}'
`;
    const stray = 'holds ${WEBHOOK}, but placeholders are read in config only; write the value';
    expect(refusal(content)).toEqual([
      `:4: subscriptions.a.class ${stray}`,
      `:5: subscriptions.a.events[0] ${stray}`,
      `:6: subscriptions.a.filter.name ${stray}`,
      ':8: subscriptions.a.config.one needs the environment variable MISSING, which is not set',
      ':9: subscriptions.a.config.two[0] needs the environment variable toString, which is not set',
      ":10: subscriptions.a.config.three holds a '${' that is no placeholder; write ${NAME} with letters, digits and underscores, or $${ for the two characters",
    ]);
  });
});
