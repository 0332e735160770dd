import { Component, type ReactNode, Suspense } from 'react';
import { i18n, useWords } from './i18n.ts';

export const words = i18n('later', {
  missing: 'This part of the page did not arrive. Reload the page when the server can be reached again.',
});

/** Parts of the page that come when they are needed. One that cannot be had says so, and the rest of the page goes on. */
export class Later extends Component<{ readonly children: ReactNode; readonly fallback?: ReactNode }> {
  override state = { missing: false };

  static getDerivedStateFromError(): { readonly missing: true } {
    return { missing: true };
  }

  override render(): ReactNode {
    return this.state.missing ? (
      <Missing />
    ) : (
      <Suspense fallback={this.props.fallback}>{this.props.children}</Suspense>
    );
  }
}

function Missing() {
  return (
    <p className="hint" role="alert">
      {useWords(words).missing}
    </p>
  );
}
