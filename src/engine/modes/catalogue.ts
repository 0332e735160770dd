/** Every mode, in the order in which they are offered. A new mode is a folder (`mode.ts` says what is in it) and its line here. */
export const MODE_IDS = [
  'blur', //
  'mask',
  'oval',
  'mosaic',
  'noise',
  'super-pixel',
  'edge',
  'learned',
] as const;

export type ModeId = (typeof MODE_IDS)[number];

/** What a view may be asked for: a mode, or 'none', which is for comparison only and never reaches a sink. */
export type ModeChoice = ModeId | 'none';

export const MODE_CHOICES: readonly ModeChoice[] = ['none', ...MODE_IDS];
