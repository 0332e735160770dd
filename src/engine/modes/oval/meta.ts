import type { ModeMeta } from '../mode.ts';

export const meta: ModeMeta = {
  id: 'oval',
  kind: 'filter',
  label: 'Soft oval',
  summary: 'A soft oval in one colour, or nothing but the colours from beside the face.',
  strength: {
    level: 'strong',
    words:
      'Strong. Nothing of the covered face is used but eight mean colours along each side of the cover, where hair, neck and room are. Those can be seen beside it anyway. Hair, the outline of the head and clothes stay.',
    source:
      'By construction: src/engine/modes/oval/cpu.ts; a test holds that the face’s pixels change nothing',
  },
  parameters: [
    {
      id: 'colour',
      label: 'Colour',
      kind: 'choice',
      options: [
        { value: 'sand', label: 'Sand' },
        { value: 'slate', label: 'Slate' },
        { value: 'black', label: 'Black' },
        { value: 'white', label: 'White' },
        { value: 'around', label: 'None: the surroundings' },
      ],
      default: 'sand',
    },
    { id: 'softness', label: 'Softness', kind: 'number', min: 0.05, max: 1, step: 0.05, default: 0.5 },
  ],
  unconfirmed: (values) => ({ ...values, colour: 'slate' }),
  presets: [
    { label: 'Sand', values: { colour: 'sand', softness: 0.5 } },
    { label: 'Slate', values: { colour: 'slate', softness: 0.3 } },
    { label: 'Melted away', values: { colour: 'around', softness: 0.5 } },
  ],
};
