import { describe, expect, it } from 'vitest';
import { diagramOf, drawnStep } from '../../../../../test/support/diagrams.js';
import { BOX, layoutOf, type DiagramLayout } from './diagram.layout.js';

/** Graphs of up to 60 steps, the same in every run. */
function randomGraphs(count: number) {
  let seed = 7;
  const random = (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below;
  return Array.from({ length: count }, () => {
    const length = 1 + random(60);
    return Array.from({ length }, (_, place) => {
      const parents = new Set(Array.from({ length: place === 0 ? 0 : random(4) }, () => 1 + random(place)));
      return drawnStep(place + 1, [...parents]);
    });
  });
}

/** Straight parts of an arrow: where it passes a row. */
function straightParts(path: string): { x: number; top: number; bottom: number }[] {
  const numbers = [...path.matchAll(/([\d.-]+) ([\d.-]+)(?=L([\d.-]+) ([\d.-]+))/g)];
  return numbers.map(([, x, top, , bottom]) => ({ x: Number(x), top: Number(top), bottom: Number(bottom) }));
}

function boxes({ nodes }: DiagramLayout) {
  return nodes.map(({ x, y, height }) => ({ left: x - BOX.width / 2, right: x + BOX.width / 2, top: y, bottom: y + height }));
}

describe('the layout of a diagram', () => {
  const layouts = randomGraphs(15).map((steps) => layoutOf(diagramOf(steps)));

  it('lays no box over another, and none outside of the picture', () => {
    const faults = layouts.flatMap((layout) => {
      const placed = boxes(layout);
      const outside = placed.filter(({ left, right, bottom }) => left < 0 || right > layout.width || bottom > layout.height);
      const overlaps = placed.filter((one, index) =>
        placed
          .slice(index + 1)
          .some((other) => one.right > other.left && other.right > one.left && one.bottom > other.top && other.bottom > one.top),
      );
      return [...outside, ...overlaps];
    });
    expect(faults).toEqual([]);
  });

  it('leads no arrow through a box that it passes', () => {
    let passed = 0;
    const hits = layouts.flatMap((layout) => {
      const placed = boxes(layout);
      const parts = layout.edges.flatMap(({ path }) => straightParts(path));
      passed += parts.length;
      return parts.filter(({ x, top, bottom }) =>
        placed.some((box) => x > box.left && x < box.right && top < box.bottom && bottom > box.top),
      );
    });
    expect(hits).toEqual([]);
    expect(passed).toBeGreaterThan(200);
  });

  it('puts each step below all that it depends on, and at most eight side by side', () => {
    for (const layout of layouts) {
      const places = new Map(layout.nodes.map((placed) => [placed.node.id, placed]));
      expect(layout.edges.filter(({ edge }) => places.get(edge.to)!.y <= places.get(edge.from)!.y)).toEqual([]);
      const rows = layout.nodes.map(({ y }) => layout.nodes.filter((other) => other.y === y).length);
      expect(Math.max(...rows)).toBeLessThanOrEqual(8);
    }
  });

  it('is the same for the same diagram', () => {
    const [steps] = randomGraphs(1);
    expect(layoutOf(diagramOf(steps!))).toEqual(layoutOf(diagramOf(steps!)));
  });
});
