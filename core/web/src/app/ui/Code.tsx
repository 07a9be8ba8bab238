// Text of a fixed width that may be wider than the page.

export function Code({ text, label, className }: { text: string; label: string; className: string | undefined }) {
  return (
    <figure aria-label={label}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable for the keys that scroll it */}
      <pre className={className} tabIndex={0}>
        {text}
      </pre>
    </figure>
  )
}
