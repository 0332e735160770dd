/** Small pieces of Markdown. */
import type { MissedPicture } from './pictures-run.ts';

/** Lists in report.md end after so many; report.json has them whole. */
const LISTED = 50;

/** A share (0..1) as percent. */
export function percent(share: number, digits = 2): string {
  return `${(share * 100).toFixed(digits)} %`;
}

/** A table; cells must hold no `|`. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, i) => (i === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n');
}

/** A heading with how many there are, and each with its reason; nothing where there is none. */
export function missedList(title: string, items: readonly MissedPicture[]): string {
  if (items.length === 0) {
    return '';
  }
  const more = items.length - LISTED;
  return [
    `### ${title}: ${items.length}`,
    [
      ...items.slice(0, LISTED).map(({ file, why }) => `- ${file}: ${why}`),
      ...(more > 0 ? [`- … and ${more} more in report.json`] : []),
    ].join('\n'),
  ].join('\n\n');
}
