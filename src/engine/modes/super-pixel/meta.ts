import type { ModeMeta } from '../mode.ts';

export const meta: ModeMeta = {
  id: 'super-pixel',
  kind: 'filter',
  label: 'Super-pixel',
  baseline: true,
  summary: 'Paints each patch of similar colour in one colour.',
  strength: {
    level: 'weak',
    words:
      'Weak to fair. The pieces follow the lines of the face, so its proportions stay readable. Fewer pieces hide more.',
    source: 'Ren, Lee and Ryoo 2018, section 5.2 and Figure 4, after Butler et al., HRI 2015',
  },
  parameters: [
    { id: 'cells', label: 'Pieces across', kind: 'number', min: 3, max: 16, step: 1, default: 6 },
    { id: 'compactness', label: 'Compactness', kind: 'number', min: 5, max: 60, step: 5, default: 20 },
  ],
  presets: [
    { label: '6 across', values: { cells: 6, compactness: 20 } },
    { label: '12 across', values: { cells: 12, compactness: 20 } },
  ],
};
