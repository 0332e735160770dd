/** What is said about a file that is read or written other than one may expect, in plain words. */

export const NOTES = {
  'cut-off':
    'The file was cut off: {seconds} seconds of it can be read. They are shown and saved; the rest is missing.',
  'other-videos':
    'It holds more than one video. The one that players show first was taken; the others are left out.',
  'sound-off': 'Its sound is switched off in the file, and stays off.',
  'sound-unreadable': 'Its sound cannot be read here and is left out.',
  'first-picture': 'It is a moving picture. Its first picture alone is shown and saved.',
  flattened: 'Parts of it are see-through. What is shown and saved has them on white.',
  hdr: 'It is in HDR. What is shown and saved is toned down to ordinary colours (SDR), as this browser’s player does on an ordinary screen.',
  'even-sides': 'H.264 takes even sides of at least 16 pixels only: the picture was stretched to such.',
  'not-h264': 'The MP4 is in VP9 or AV1, not in H.264: some phones and programs cannot open it.',
} satisfies Record<string, string>;

export type NoteCode = keyof typeof NOTES;

/** A note's words, in any language, with the file's length in them. @param duration seconds */
export function withLength(words: string, { duration }: { readonly duration: number }): string {
  return words.replace('{seconds}', duration.toFixed(1));
}
