import type { ModeMeta } from '../mode.ts';

export const meta: ModeMeta = {
  id: 'mosaic',
  kind: 'filter',
  label: 'Mosaic',
  baseline: true,
  summary: 'Squares of one colour each, as on television.',
  strength: {
    level: 'weak',
    words:
      'Weak. It looks private, but each square still tells how light the face is there, and software names people by that. Fewer squares hide more.',
    source:
      'arXiv 1609.00408: a network named the person behind a mosaic far more often than chance, where people could not',
  },
  parameters: [
    { id: 'cells', label: 'Squares across', kind: 'number', min: 2, max: 32, step: 1, default: 6 },
  ],
  presets: [
    { label: '6 × 6', values: { cells: 6 } },
    { label: '12 × 12', values: { cells: 12 } },
  ],
};
