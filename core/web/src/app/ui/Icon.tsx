// The icons: 20 by 20, drawn in strokes of the current colour.
const paths = {
  back: 'M12 4.5 6.5 10l5.5 5.5',
  check: 'm4.5 10.5 3.5 3.5 7.5-8',
  checks: 'm2.5 10.5 3 3 6-6.5M9.5 13l.5.5 7-7',
  chevron: 'm6 8 4 4 4-4',
  clock: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14Zm0-10.5V10l2.5 1.5',
  clip: 'M15.5 9.5 10 15a3.5 3.5 0 0 1-5-5l6-6a2.4 2.4 0 0 1 3.4 3.4l-5.9 5.9a1.2 1.2 0 0 1-1.7-1.7l5.2-5.2',
  close: 'm5.5 5.5 9 9m0-9-9 9',
  copy: 'M7.5 7.5V5a1.5 1.5 0 0 1 1.5-1.5h6A1.5 1.5 0 0 1 16.5 5v6a1.5 1.5 0 0 1-1.5 1.5h-2.5M5 7.5h6A1.5 1.5 0 0 1 12.5 9v6a1.5 1.5 0 0 1-1.5 1.5H5A1.5 1.5 0 0 1 3.5 15V9A1.5 1.5 0 0 1 5 7.5Z',
  done: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14Zm-3-6.7 2 2L13 8',
  down: 'M10 4.5v11m0 0 4.5-4.5M10 15.5 5.5 11',
  edit: 'M12.5 4.5 15.5 7.5 7 16H4v-3l8.5-8.5Z',
  give: 'M3.5 10h12m0 0-4-4m4 4-4 4',
  help: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM8 8a2 2 0 1 1 2.9 1.8c-.6.3-.9.7-.9 1.4M10 13.7v.1',
  inbox:
    'M3.5 11.5h3.2l1.3 2h4l1.3-2h3.2M3.5 11.5v3A1.5 1.5 0 0 0 5 16h10a1.5 1.5 0 0 0 1.5-1.5v-3m-13 0L5.4 5.2A1.5 1.5 0 0 1 6.8 4h6.4a1.5 1.5 0 0 1 1.4 1.2l1.9 6.3',
  keyboard:
    'M3.5 5.5h13A1.5 1.5 0 0 1 18 7v6a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 2 13V7a1.5 1.5 0 0 1 1.5-1.5Zm2 3h.1m2.9 0h.1m2.9 0h.1m2.9 0h.1M7 11.5h6',
  lock: 'M5.5 9h9A1.5 1.5 0 0 1 16 10.5v4.5A1.5 1.5 0 0 1 14.5 16.5h-9A1.5 1.5 0 0 1 4 15v-4.5A1.5 1.5 0 0 1 5.5 9Zm1.5 0V6.5a3 3 0 0 1 6 0V9',
  offline:
    'M3 3l14 14M5.6 9.6a7 7 0 0 1 2.4-1.4m4.5.3a7 7 0 0 1 1.9 1.1M8 12.3a3.5 3.5 0 0 1 3.5-.2M3 7a11 11 0 0 1 2.6-1.6M9 4.5a11 11 0 0 1 8 2.5M10 15.5v.1',
  person: 'M10 10a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4Zm-6.3 6.9a6.4 6.4 0 0 1 12.6 0',
  plus: 'M10 4.5v11M4.5 10h11',
  reload: 'M16 10a6 6 0 1 1-1.8-4.3M16 3.5v3h-3',
  search: 'M9 14a5 5 0 1 0 0-10 5 5 0 0 0 0 10Zm3.7-1.3 3.8 3.8',
  send: 'M4 10 3 4l14 6-14 6 1-6Zm0 0h5.5',
  signout: 'M8 16.5H5A1.5 1.5 0 0 1 3.5 15V5A1.5 1.5 0 0 1 5 3.5h3m4.5 9.5 3-3-3-3m3 3H8',
  tag: 'M3.5 3.5h6l7 7-6 6-7-7v-6Zm3.2 3.2v.1',
  undo: 'M7.5 4.5 4 8l3.5 3.5M4 8h7.5a4 4 0 0 1 0 8H8',
  up: 'M10 15.5v-11m0 0L5.5 9M10 4.5 14.5 9',
  warning:
    'M10 7.5v3.2m0 2.5v.1M8.7 4.2 3.3 13.5A1.5 1.5 0 0 0 4.6 16h10.8a1.5 1.5 0 0 0 1.3-2.5L11.3 4.2a1.5 1.5 0 0 0-2.6 0Z',
} as const

export type IconName = keyof typeof paths

/** Decoration only: what it means stands beside it in words, or in the label of what holds it. */
export function Icon({ name, size = 18 }: { name: IconName; size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.6}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={paths[name]} />
    </svg>
  )
}

/** The product's mark. */
export function Mark({ size = 24 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="9" fill="var(--accent)" />
      <path d="M10 9.5v7a6 6 0 0 0 12 0" fill="none" stroke="#fff" strokeWidth="3.2" strokeLinecap="round" />
      <circle cx="22" cy="10" r="2.3" fill="#b9c7ff" />
    </svg>
  )
}
