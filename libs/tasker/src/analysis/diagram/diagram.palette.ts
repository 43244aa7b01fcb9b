import type { DiagramTone } from './diagram.js';

/** What a box is painted with; the words in it are as dark as the border, and can be read on its fill. */
export interface TonePaint {
  readonly fill: string;
  readonly stroke: string;
  readonly text: string;
}

/** Every text on its fill has a contrast of at least 7 to 1. */
export const PALETTE: Readonly<Record<DiagramTone, TonePaint>> = {
  pending: { fill: '#e3f0fb', stroke: '#2b6cb0', text: '#153e66' },
  in_progress: { fill: '#fff3c4', stroke: '#b7791f', text: '#5a3a08' },
  complete: { fill: '#d9f2df', stroke: '#2f855a', text: '#164a2f' },
  error: { fill: '#fbdada', stroke: '#c53030', text: '#6b1414' },
  cancelled: { fill: '#e2e4e8', stroke: '#5f6773', text: '#343a42' },
  resolved_manually: { fill: '#e9defa', stroke: '#6b46c1', text: '#3c2378' },
  declared: { fill: '#f4f6f8', stroke: '#4a5563', text: '#232a33' },
  group: { fill: '#f4f6f8', stroke: '#4a5563', text: '#232a33' },
  added: { fill: '#d9f2df', stroke: '#2f855a', text: '#164a2f' },
  removed: { fill: '#fbdada', stroke: '#c53030', text: '#6b1414' },
  changed: { fill: '#fff3c4', stroke: '#b7791f', text: '#5a3a08' },
  unchanged: { fill: '#f4f6f8', stroke: '#8a94a3', text: '#343a42' },
};

/** Arrows. */
export const EDGE_PAINT = { plain: '#7b8594', added: '#2f855a', removed: '#c53030', critical: '#1a202c' } as const;
