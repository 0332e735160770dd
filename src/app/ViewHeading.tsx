import { type ReactNode, useEffect, useRef } from 'react';

/** The heading of a view that was opened by a link: it takes the focus, so that a screen reader says where one is. */
export function ViewHeading({ children }: { readonly children: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }, []);
  return (
    <h2 ref={heading} tabIndex={-1} className="view-heading">
      {children}
    </h2>
  );
}
