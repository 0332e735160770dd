import { expect, test } from 'vitest';
import { withSection } from './into.ts';

const WORDS = '# Charts\n\n## Faces\n\n![A chart](trade-off-dlib.svg)\n';

test('a section is added at the end, then replaced in its place', () => {
  const once = withSection('# Doc\n\nBefore.\n', WORDS, 'docs/page.md', 'docs/figures/evaluation');
  expect(once).toMatch(/^# Doc\n\nBefore\.\n\n<!-- evaluation: begin/);
  expect(once).toContain('\n### Faces\n');
  expect(once).toContain('![A chart](figures/evaluation/trade-off-dlib.svg)');
  expect(once).not.toContain('# Charts');
  const again = withSection(`${once}\nAfter.\n`, WORDS.replace('Faces', 'Others'), 'docs/page.md', 'docs');
  expect(again).toContain('### Others');
  expect(again).not.toContain('### Faces');
  expect(again).toContain('![A chart](trade-off-dlib.svg)');
  expect(again.endsWith('\nAfter.\n')).toBe(true);
});
