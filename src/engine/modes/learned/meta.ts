import type { ModeMeta } from '../mode.ts';

/** Drawn by a network (`models/modifier`), not by code of its own: see `render/cpu/modifier.ts` and `render/webgpu/`. */
export const meta: ModeMeta = {
  id: 'learned',
  kind: 'network',
  label: 'Learned',
  summary:
    'Draws another face over it that looks, speaks and turns as yours does: a network that was trained against a face recogniser that fights back.',
  strength: {
    level: 'fair',
    words:
      'Fair. Recognisers off the shelf do little better than guessing; one that was trained against this very modifier was right for 69 of 100 pairs. Outline, hair and clothes stay, so people who know you may know you. Faces that were not found for certain are masked.',
    source:
      'docs/models/modifier.md: 55.8 % (raw against anonymised), 57.8 % (anonymised against anonymised) for a recogniser that was never trained against; guessing is 50 %',
  },
  parameters: [],
  presets: [],
};
