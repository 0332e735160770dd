/** The drawn face of the covers; it blinks while it waits (stage.css), and lies still where motion is reduced. */
export function Moon() {
  return (
    <svg className="moon" viewBox="0 0 64 64" aria-hidden="true">
      <circle className="moon-face" cx="32" cy="32" r="28" />
      <g className="moon-eyes">
        <circle cx="22" cy="28" r="3.6" />
        <circle cx="42" cy="28" r="3.6" />
      </g>
      <path d="M22 42q10 7 20 0" />
    </svg>
  );
}
