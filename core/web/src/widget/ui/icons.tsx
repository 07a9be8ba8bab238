// Line drawings on 24 by 24.

const paths = {
  chat: 'M4 6.5A2.5 2.5 0 0 1 6.5 4h11A2.5 2.5 0 0 1 20 6.5v7a2.5 2.5 0 0 1-2.5 2.5H11l-4.5 4v-4A2.5 2.5 0 0 1 4 13.5zM8.5 8.7h7M8.5 12h4',
  headset:
    'M4 15v-3a8 8 0 0 1 16 0v3M4 13h3v6H6a2 2 0 0 1-2-2zM20 13h-3v6h1a2 2 0 0 0 2-2zM18.5 19c0 1.5-1.5 2.3-4.5 2.3',
  help: 'M12 21a9 9 0 1 1 0-18 9 9 0 0 1 0 18M9.3 9.3a2.8 2.8 0 1 1 4 2.6c-.9.5-1.3 1.1-1.3 2M12 17v.1',
  smile: 'M12 21a9 9 0 1 1 0-18 9 9 0 0 1 0 18M8 14.2c1 1.5 2.3 2.3 4 2.3s3-.8 4-2.3M9 9.5v.2M15 9.5v.2',
  close: 'M6 9.5l6 6 6-6',
  send: 'M12 19V5M5.5 11.5L12 5l6.5 6.5',
  down: 'M12 5v14M5.5 12.5L12 19l6.5-6.5',
  clip: 'M19 11.5l-7.2 7.2a4.6 4.6 0 0 1-6.5-6.5l7.6-7.6a3.1 3.1 0 0 1 4.4 4.4l-7.4 7.4a1.5 1.5 0 0 1-2.2-2.2l6.7-6.7',
  back: 'M9 7l-4 4 4 4M5 11h9a5 5 0 0 1 0 10h-3',
  warning: 'M12 8v5M12 16.5v.1M12 21a9 9 0 1 1 0-18 9 9 0 0 1 0 18',
}

export function Drawing({ name }: { name: keyof typeof paths }) {
  return <Line path={paths[name]} />
}

/** One that only a part of the window draws which is loaded later. */
export function Line({ path }: { path: string }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true">
      <path d={path} />
    </svg>
  )
}
