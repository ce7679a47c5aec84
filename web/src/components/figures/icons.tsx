const PATHS = {
  down: 'M4 6l4 4 4-4',
  x: 'M4 4l8 8M12 4l-8 8',
  copy: 'M5 5h9v9H5zM5 11H2V2h9v3',
  menu: 'M2 4h12M2 8h12M2 12h12',
  plus: 'M8 3v10M3 8h10',
  external: 'M9 2h5v5M14 2 8 8M12 9v5H2V4h5',
  link: 'M7 9a3 3 0 0 0 4.2 0l2-2A3 3 0 0 0 9 2.8L8 3.8M9 7a3 3 0 0 0-4.2 0l-2 2A3 3 0 0 0 7 13.2l1-1',
} as const

export function Icon({ name, size = 14 }: { name: keyof typeof PATHS; size?: number }) {
  return (
    <svg className="inline-block flex-none" width={size} height={size} viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[name]} fill="none" stroke="currentColor" strokeWidth="1.5" />
    </svg>
  )
}

/** Four marks of a ruler; the fourth is the one that counts. */
export function Logo({ height = 18 }: { height?: number }) {
  return (
    <svg className="inline-block flex-none" height={height} viewBox="0 0 22 18" aria-hidden="true">
      <path d="M1.5 18v-6M6.25 18v-6M11 18V8M15.75 18v-6" stroke="currentColor" strokeWidth="2" />
      <path d="M20.5 18V0" stroke="var(--accent)" strokeWidth="2.5" />
    </svg>
  )
}
