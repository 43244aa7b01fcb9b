import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { diagramOf, drawnStep, HOSTILE } from '../../../../../test/support/diagrams.js';
import { DIAGRAM_POLICY, diagramHtml } from './diagram.html.js';
import { diagramMermaid, mermaidText } from './diagram.mermaid.js';
import { diagramSvg } from './diagram.svg.js';

const failed = { state: 'error', error: { message: HOSTILE }, attempts: 1 } as const;
const reason = { stepId: 2, state: 'pending', reason: 'waiting_for_parents', message: HOSTILE } as const;
const hostile = diagramOf([drawnStep(1, [], { name: HOSTILE, ...failed }), drawnStep(2, [1], { name: 'end' })], {
  task: { name: HOSTILE, namespace: HOSTILE },
  criticalPath: [1, 2],
  reasons: [reason],
  linkBase: 'https://ops.example.com/a"b<c',
});

/** Names of the tags of a text, and of their attributes. */
function markup(text: string): { tags: Set<string>; attributes: Set<string>; outside: string } {
  const tags = [...text.matchAll(/<([a-z!/][\w-]*)((?:\s+[\w:-]+(?:="[^"<>]*")?)*)\s*\/?>/gi)];
  return {
    tags: new Set(tags.map(([, name]) => name!.replace('/', '').toLowerCase())),
    attributes: new Set(tags.flatMap(([, , given = '']) => [...given.matchAll(/([\w:-]+)(?==")/g)].map(([name]) => name.toLowerCase()))),
    outside: tags.reduce((rest, [whole]) => rest.replace(whole, ''), text),
  };
}

describe('a diagram as HTML', () => {
  const page = diagramHtml(hostile);

  it('has nothing of what users wrote as markup', () => {
    const { tags, attributes, outside } = markup(page);
    expect([...tags].filter((tag) => ['script', 'img', 'iframe', 'object', 'link', 'foreignobject'].includes(tag))).toEqual([]);
    expect([...attributes].filter((name) => name.startsWith('on') || name === 'src' || name === 'style')).toEqual([]);
    expect(outside.replace(/<style>[^<]*<\/style>/g, '')).not.toMatch(/[<>]/);
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(page.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cs}\u202e]/u);
  });

  it('needs nothing from elsewhere, and allows its own styles only', () => {
    expect(page).not.toMatch(/@import|url\((?!#)/);
    expect([...markup(page).attributes].filter((name) => /src|href/.test(name))).toEqual(['href']);
    const hashes = [...page.matchAll(/<style>([^<]*)<\/style>/g)].map(
      ([, style]) => `'sha256-${createHash('sha256').update(style!).digest('base64')}'`,
    );
    expect(hashes).toHaveLength(2);
    for (const hash of hashes) expect(DIAGRAM_POLICY).toContain(hash);
    expect(DIAGRAM_POLICY).toMatch(/^default-src 'none'; style-src 'sha256-/);
    expect(DIAGRAM_POLICY).not.toContain('unsafe');
    expect(page).toContain(`content="${DIAGRAM_POLICY.replace("; frame-ancestors 'self'", '')}"`);
  });

  it('says in words what the picture says in colours', () => {
    const steps = (['pending', 'in_progress', 'complete', 'error', 'cancelled', 'resolved_manually'] as const).map((state, index) =>
      drawnStep(index + 1, [], { state }),
    );
    const table = diagramHtml(diagramOf(steps, { criticalPath: [3] })).split('<table>')[1]!;
    for (const word of ['pending', 'in progress', 'complete', 'error', 'cancelled', 'resolved manually']) {
      expect(table).toContain(`<td>${word}</td>`);
    }
    expect(table.match(/<td>yes<\/td>/g)).toHaveLength(1);
  });

  it('is a page for a task without steps, too', () => {
    expect(diagramHtml(diagramOf([]))).toContain('<p>It has no steps.</p>');
  });
});

describe('a diagram as SVG', () => {
  const picture = diagramSvg(hostile);

  it('has nothing of what users wrote as markup', () => {
    const { tags, attributes, outside } = markup(picture);
    expect([...tags].sort()).toEqual(['a', 'defs', 'g', 'marker', 'path', 'rect', 'style', 'svg', 'text', 'title']);
    expect([...attributes].filter((name) => name.startsWith('on') || name === 'style')).toEqual([]);
    expect(outside.replace(/<style>[^<]*<\/style>/g, '')).not.toMatch(/[<>]/);
    expect(picture).toContain('href="https://ops.example.com/a&quot;b&lt;c/tasks/');
  });

  it('closes every element that it opens', () => {
    const open: string[] = [];
    for (const [, end, name, alone] of picture.matchAll(/<(\/?)([a-z]+)[^<>]*?(\/?)>/g)) {
      if (end === '/') expect(open.pop()).toBe(name);
      else if (alone !== '/') open.push(name!);
    }
    expect(open).toEqual([]);
  });

  it('has a legend of the tones that it shows, and of the critical path', () => {
    for (const words of ['in progress', 'error', 'pending', '◆ critical path']) expect(picture).toContain(`>${words}</text>`);
    expect(diagramSvg(diagramOf([drawnStep(1)]))).not.toContain('critical path');
  });
});

describe('a diagram as Mermaid', () => {
  const lines = diagramMermaid(hostile).trimEnd().split('\n');

  it('has statements of ours only', () => {
    const statement =
      /^(graph TD| {2}subgraph diagram \["[^"]*"\]| {4}direction TD| {4}\w+\["[^"]*"\]:::\w+| {4}click \w+ href "[^"]*"| {4}\w+ -->(?:\|"[^"]*"\|)? \w+| {2}end| {2}classDef \w+ [\w:,#-]+| {2}class [\w,]+ critical| {2}linkStyle [\d,]+ [\w:,#-]+)$/;
    expect(lines.filter((line) => !statement.test(line))).toEqual([]);
  });

  it('writes every character that has a meaning there as its code', () => {
    const labels = lines.flatMap((line) => /\["(.*)"\]/.exec(line)?.[1] ?? []).join('\n');
    expect(labels.replaceAll('<br/>', '').replace(/#\d+;/g, '')).not.toMatch(/["'<>`#;&|{}[\]\\*%$~^=+!?@]/);
    expect(labels).toContain('#34;#62;#60;script#62;alert(1)#60;/script#62;');
  });

  it('writes what begins like an item of a list so that it is none', () => {
    expect(mermaidText('1. first')).toBe('#49;. first');
    expect(mermaidText('12) second')).toBe('#49;2) second');
    expect(mermaidText('- third')).toBe('#45; third');
    expect(mermaidText('1.5 s, 注文')).toBe('#49;.5 s, 注文');
    expect(mermaidText('charge_card, 2 of 3')).toBe('charge_card, 2 of 3');
  });

  it('has the form that the specification gives', () => {
    const text = diagramMermaid(diagramOf([drawnStep(1, [], { state: 'complete' }), drawnStep(2, [1])], { criticalPath: [1, 2] }));
    expect(text.split('\n').slice(0, 9)).toEqual([
      'graph TD',
      '  subgraph diagram ["Task 01920000-0000-7000-8000-000000000000: process_order"]',
      '    direction TD',
      '    task_01920000_0000_7000_8000_000000000000["process_order<br/>01920000-0000-7000-8000-000000000000<br/>in progress"]:::in_progress',
      '    step_1["step_1<br/>complete"]:::complete',
      '    step_2["step_2<br/>pending"]:::pending',
      '    task_01920000_0000_7000_8000_000000000000 --> step_1',
      '    step_1 --> step_2',
      '  end',
    ]);
    expect(text).toContain('  class step_1,step_2 critical\n  linkStyle 0,1 stroke:');
  });
});
