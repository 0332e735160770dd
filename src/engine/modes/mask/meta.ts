import type { ModeMeta } from '../mode.ts';

export const meta: ModeMeta = {
  id: 'mask',
  kind: 'filter',
  label: 'Mask',
  summary: 'Replaces the face by a drawn figure or one colour; nothing of it is left.',
  strength: {
    level: 'strong',
    words:
      'Strong. No pixel of the face is used, so nothing in the covered part can be reversed. Gaze and expression are lost as well, and with them much of what a machine needs to see what somebody does.',
    source:
      'Ren, Lee and Ryoo 2018, Table 1: of all modes the one in which a machine recognises the fewest actions (38.86 mAP; uncovered 56.85)',
  },
  parameters: [
    {
      id: 'style',
      label: 'Style',
      kind: 'choice',
      options: [
        { value: 'figure', label: 'Drawn figure' },
        { value: 'slate', label: 'Slate' },
        { value: 'black', label: 'Black' },
        { value: 'white', label: 'White' },
      ],
      default: 'figure',
    },
  ],
  unconfirmed: (values) => (values.style === 'figure' ? { ...values, style: 'slate' } : values),
  presets: [
    { label: 'Figure', values: { style: 'figure' } },
    { label: 'Black', values: { style: 'black' } },
  ],
};
