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
  'persona',
] as const;

export type ModeId = (typeof MODE_IDS)[number];

/** The modes that a network draws (`ModeMeta.kind`). */
export const NETWORK_MODES = ['learned', 'persona'] as const satisfies readonly ModeId[];

export type NetworkMode = (typeof NETWORK_MODES)[number];

/** What a view may be asked for: a mode, or 'none', which is for comparison only and never reaches a sink. */
export type ModeChoice = ModeId | 'none';

export const MODE_CHOICES: readonly ModeChoice[] = ['none', ...MODE_IDS];
