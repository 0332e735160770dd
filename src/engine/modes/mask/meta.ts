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
    {
      id: 'tone',
      label: 'Colour',
      kind: 'choice',
      options: [
        { value: 'sand', label: 'Sand' },
        { value: 'sage', label: 'Sage' },
        { value: 'sky', label: 'Sky' },
        { value: 'coral', label: 'Coral' },
        { value: 'lilac', label: 'Lilac' },
        { value: 'sun', label: 'Sun' },
      ],
      default: 'sand',
      only: { id: 'style', value: 'figure' },
    },
    {
      id: 'look',
      label: 'Look',
      kind: 'choice',
      options: [
        { value: 'calm', label: 'Calm' },
        { value: 'awake', label: 'Awake' },
        { value: 'serious', label: 'Serious' },
      ],
      default: 'calm',
      only: { id: 'style', value: 'figure' },
    },
  ],
  another: ['tone', 'look'],
  unconfirmed: (values) => (values.style === 'figure' ? { ...values, style: 'slate' } : values),
  presets: [
    { label: 'Figure', values: { style: 'figure' } },
    { label: 'Black', values: { style: 'black' } },
  ],
};
