/** The library's reference, made of the docblocks of its published types: docs/library-api.md. */
import { types } from './library-types.ts';

interface Entry {
  /** As it is declared, without `export` and `readonly`. */
  readonly declaration: string;
  readonly words: readonly string[];
  readonly members: readonly Entry[];
}

const HEAD = `# The library, piece by piece

Made of the docblocks in \`src/library/guise.d.ts\` by \`npm run build:lib\`. [library.md](library.md) shows how to use it.
`;

/** Markdown. @throws Error where something that is published has no docblock. */
export function apiReference(source = types()): string {
  return [HEAD, ...entriesOf(source.split('\n')).map(section)].join('\n');
}

/** Of lines of one depth: declarations, each with the docblock before it. */
function entriesOf(lines: readonly string[]): Entry[] {
  const entries: Entry[] = [];
  let words: string[] = [];
  for (let i = 0; i < lines.length; i++) {
    const line = (lines[i] as string).trim();
    if (line.startsWith('/**')) {
      const end = lines.findIndex((other, at) => at >= i && other.includes('*/'));
      words = wordsOf(lines.slice(i, end + 1));
      i = end;
    } else if (line === '') {
      // A docblock that stands alone is the file's.
      words = [];
    } else {
      const closing = line.endsWith('{') ? closingOf(lines, i) : i;
      entries.push({
        declaration: line
          .replace(/^export /, '')
          .replace(/^readonly /, '')
          .replace(/[;{]$/, '')
          .trim(),
        words,
        members: entriesOf(lines.slice(i + 1, closing)),
      });
      words = [];
      i = closing;
    }
  }
  return entries;
}

/** Where the braces that this line opens end. */
function closingOf(lines: readonly string[], first: number): number {
  let depth = 0;
  return lines.findIndex((line, at) => {
    if (at >= first) {
      depth += (line.match(/{/g) ?? []).length - (line.match(/}/g) ?? []).length;
    }
    return at >= first && depth === 0;
  });
}

/** Paragraphs: the text, then one for each tag. */
function wordsOf(block: readonly string[]): string[] {
  const text = block
    .map((line) => line.replace(/^\s*\/?\*+\/?\s?/, '').replace(/\s*\*\/\s*$/, ''))
    .join(' ')
    .trim();
  return text.split(/\s+(?=@(?:param|returns|throws)\b)/).map((part) =>
    part
      .replace(/^@param (\S+)/, '`$1`:')
      .replace(/^@returns/, 'Returns:')
      .replace(/^@throws \(rejects\)/, 'Rejects with:')
      .replace(/^@throws/, 'Throws:'),
  );
}

function section({ declaration, words, members }: Entry): string {
  const [, name] = /^\w+ (\w+)/.exec(declaration) ?? [];
  if (!name || words.length === 0 || members.some((member) => !isSaid(member))) {
    throw new Error(`${declaration}: it, or something in it, has no docblock.`);
  }
  const code = `\`\`\`ts\n${declaration}\n\`\`\`\n`;
  return [`## ${name}\n`, code, ...words.map((part) => `${part}\n`), ...listOf(members)].join('\n');
}

/** With words of its own, or of all that is in it. */
const isSaid = ({ words, members }: Entry): boolean =>
  words.length > 0 || (members.length > 0 && members.every(isSaid));

function listOf(members: readonly Entry[]): string[] {
  return members.map(({ declaration, words, members: inner }) => {
    const whole =
      inner.length > 0 ? `${declaration} { ${inner.map((one) => one.declaration).join('; ')} }` : declaration;
    const said = [
      ...words,
      ...inner.flatMap((one) => one.words.map((part) => `\`${nameOf(one)}\`: ${part}`)),
    ];
    return `- \`${whole}\`${said.length > 0 ? `  \n  ${said.join(' ')}` : ''}\n`;
  });
}

const nameOf = ({ declaration }: Entry) => declaration.replace(/[?:(].*$/, '');
