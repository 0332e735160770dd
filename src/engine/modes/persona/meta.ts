import type { ModeMeta } from '../mode.ts';

/** Drawn by `models/persona`, not by code of its own: see `render/persona/renderer.ts`. */
export const meta: ModeMeta = {
  id: 'persona',
  kind: 'network',
  label: 'Stranger',
  summary:
    'Draws a stranger’s face in its place: nobody’s, a mean of at least twelve people. It is of your age, sex presentation, skin and beard, and moves as you do.',
  strength: {
    level: 'fair',
    words:
      'Fair. It keeps age, sex presentation, origin, beard, light and expression, on purpose, and tells nothing else of the face: 102 bits a picture. Who has these in common with few others can be told by them. Among people of one kind it hides who somebody is, though not from a program that was trained for it alone. Hair, ears, outline, clothes and voice stay. Glasses and hands before the face are drawn over. Faces that were not found for certain are masked.',
    source:
      'docs/models/persona.md: a linear map that was trained on the drawn faces ranks the right person before another one of the same kind in 58 to 62 of 100 cases (guessing: 50), before anybody in 65 to 80; a recogniser fine-tuned for 50 steps, in 63 and 66, and the longer it learns the more (sharper weights, not shipped, after 150: 75 and 81)',
  },
  parameters: [],
  byKey: true,
  presets: [],
};
