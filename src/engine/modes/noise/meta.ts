import type { ModeMeta } from '../mode.ts';

export const meta: ModeMeta = {
  id: 'noise',
  kind: 'filter',
  label: 'Noise',
  baseline: true,
  summary: 'Strews strong random noise over the face, drawn again in every picture.',
  strength: {
    level: 'weak',
    words:
      'Weak in video. The face stays underneath: averaging frames of a still face, or a de-noising network, brings much of it back. More variance hides more.',
    source: 'arXiv 2506.12344: noise among the anonymisers that were partly reversible',
  },
  parameters: [
    {
      id: 'variance',
      label: 'Strength (variance)',
      kind: 'number',
      min: 0.05,
      max: 1,
      step: 0.05,
      default: 0.5,
    },
  ],
  presets: [
    { label: 'σ² 0.1', values: { variance: 0.1 } },
    { label: 'σ² 0.3', values: { variance: 0.3 } },
    { label: 'σ² 0.5', values: { variance: 0.5 } },
  ],
};
