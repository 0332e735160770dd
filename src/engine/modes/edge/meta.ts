import type { ModeMeta } from '../mode.ts';

export const meta: ModeMeta = {
  id: 'edge',
  kind: 'filter',
  label: 'Edge',
  baseline: true,
  summary: 'Keeps only the outlines of the face.',
  strength: {
    level: 'fair',
    words:
      'Fair at best. Colour and shading go, but the lines of eyes, nose and mouth stay, and recognisers can learn to read line drawings.',
    source:
      'Ren, Lee and Ryoo 2018, section 5.2 and Figure 4; arXiv 2506.12344 on learning to undo anonymisers',
  },
  parameters: [
    {
      id: 'style',
      label: 'Lines',
      kind: 'choice',
      options: [
        { value: 'light', label: 'Light on dark' },
        { value: 'dark', label: 'Dark on light' },
      ],
      default: 'light',
    },
    { id: 'gain', label: 'Strength of lines', kind: 'number', min: 0.5, max: 6, step: 0.5, default: 2 },
  ],
  presets: [
    { label: 'Light on dark', values: { style: 'light', gain: 2 } },
    { label: 'Dark on light', values: { style: 'dark', gain: 2 } },
  ],
};
