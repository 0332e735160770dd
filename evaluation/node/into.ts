/** A report as a section of a document, between markers that say who wrote it. */
import { dirname, relative } from 'node:path';

const BEGIN = '<!-- evaluation: begin (written by `npm run evaluate -- charts … --into`) -->';
const END = '<!-- evaluation: end -->';

/**
 * @param document text of the document; without markers the section goes to its end
 * @param words the report: its title goes, its headings sink one level
 * @param path of the document, and `out` the folder of the charts that the report shows
 */
export function withSection(document: string, words: string, path: string, out: string): string {
  const folder = relative(dirname(path), out).replaceAll('\\', '/');
  const text = words
    .replace(/^# .*\n+/, '')
    .replace(/^(#+) /gm, '#$1 ')
    .replace(/\]\(([\w-]+\.svg)\)/g, `](${folder === '' ? '' : `${folder}/`}$1)`)
    .trim();
  const section = `${BEGIN}\n${text}\n${END}`;
  const [begin, end] = [document.indexOf(BEGIN), document.indexOf(END)];
  return begin >= 0 && end > begin
    ? document.slice(0, begin) + section + document.slice(end + END.length)
    : `${document.trimEnd()}\n\n${section}\n`;
}
