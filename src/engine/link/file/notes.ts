/** What is said about a file that is read or written other than one may expect, in plain words. */

export const NOTES = {
  'other-videos':
    'It holds more than one video. The one that players show first was taken; the others are left out.',
  'sound-off': 'Its sound is switched off in the file, and stays off.',
  'sound-unreadable': 'Its sound cannot be read here and is left out.',
  flattened: 'Parts of it are see-through. What is shown and saved has them on white.',
} satisfies Record<string, string>;

export type NoteCode = keyof typeof NOTES;
