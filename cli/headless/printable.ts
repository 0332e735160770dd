/** Control characters, which a terminal obeys, and those that end a line or turn its writing around. */
const UNPRINTABLE = /[\p{Cc}\u2028-\u202e\u2066-\u2069]/gu;

/** What is printed of a file's name and the like: with what would be obeyed written out, as `\x1b` or `\u202e`. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, (character) => {
    const code = character.charCodeAt(0);
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16)}`;
  });
}

/** Several lines, each as `printable` has it. */
export const printableLines = (text: string): string => text.split('\n').map(printable).join('\n');
