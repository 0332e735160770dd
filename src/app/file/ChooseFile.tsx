import { type ReactNode, useRef } from 'react';
import { i18n, useWords } from '../i18n.ts';
import { openChosen } from './open-chosen.ts';

export const words = i18n('choose', { label: 'A video or picture' });

/** A button that asks for a video or picture. */
export function ChooseFile({
  className,
  children,
}: {
  readonly className?: string;
  readonly children: ReactNode;
}) {
  const t = useWords(words);
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" className={className} onClick={() => input.current?.click()}>
        {children}
      </button>
      <input
        ref={input}
        className="file-input"
        data-testid="file-input"
        type="file"
        multiple
        accept="video/*,image/*,.mkv,.mov,.mp4,.webm"
        aria-label={t.label}
        tabIndex={-1}
        onChange={({ target }) => {
          const chosen = [...(target.files ?? [])].map((file) => ({ file, path: file.name }));
          // The same file can be chosen again.
          target.value = '';
          if (chosen.length > 0) {
            void openChosen(chosen);
          }
        }}
      />
    </>
  );
}
