import type { ReactNode } from 'react'
import { cn } from '@/lib/cn'

/** The kinds of figure that are not plainly priced; each has a shape that reads without colour. */
export type Kind = 'estimated' | 'unpriced' | 'unknown' | 'interrupted'

const SHAPES: Record<Kind, { size: number; colour: string; shape: ReactNode }> = {
  estimated: {
    size: 13,
    colour: 'text-ink-2',
    shape: (
      <>
        <path d="M1 6 6 1M1 11.5 11.5 1M5.5 12 12 5.5M10 12l2-2" stroke="currentColor" strokeWidth="1.2" />
        <rect x=".6" y=".6" width="11.8" height="11.8" fill="none" stroke="currentColor" strokeWidth="1.2" />
      </>
    ),
  },
  unpriced: {
    size: 14,
    colour: 'text-warn-ink',
    shape: (
      <>
        <path d="M7 .9 13.1 7 7 13.1.9 7z" fill="none" stroke="currentColor" strokeWidth="1.4" />
        <path d="M4.4 7h5.2" stroke="currentColor" strokeWidth="1.5" />
      </>
    ),
  },
  unknown: {
    size: 14,
    colour: 'text-ink-2',
    shape: (
      <>
        <circle
          cx="7"
          cy="7"
          r="6"
          fill="none"
          stroke="currentColor"
          strokeWidth="1.3"
          strokeDasharray="2.3 1.5"
        />
        <path
          d="M5.2 5.6c0-2.3 3.6-2.3 3.6-.1 0 1.3-1.8 1.4-1.8 2.7"
          fill="none"
          stroke="currentColor"
          strokeWidth="1.3"
        />
        <circle cx="7" cy="10.1" r=".8" fill="currentColor" />
      </>
    ),
  },
  interrupted: {
    size: 14,
    colour: 'text-ink-2',
    shape: (
      <>
        <circle
          cx="7"
          cy="7"
          r="6"
          fill="none"
          stroke="currentColor"
          strokeWidth="1.3"
          strokeDasharray="2.3 1.5"
        />
        <path d="M4.5 4.500l5 5M9.500 4.500l-5 5" stroke="currentColor" strokeWidth="1.3" />
      </>
    ),
  },
}

export function Mark({ kind, className }: { kind: Kind; className?: string }) {
  const { size, colour, shape } = SHAPES[kind]
  return (
    <svg
      role="img"
      aria-label={kind}
      width={size}
      height={size}
      viewBox={`0 0 ${size} ${size}`}
      className={cn('inline-block flex-none align-[-2px]', colour, className)}
    >
      {shape}
    </svg>
  )
}

export function Triangle({ up }: { up: boolean }) {
  return (
    <svg
      className="mr-1 inline-block"
      width="7"
      height="7"
      viewBox="0 0 8 8"
      role="img"
      aria-label={up ? 'up' : 'down'}
    >
      <path d={up ? 'M4 1 7.5 7H.5z' : 'M4 7 .5 1h7z'} fill="currentColor" />
    </svg>
  )
}

/** The colour of an entity, 1 to 10. */
export function Swatch({ colour, className }: { colour: number; className?: string }) {
  return (
    <span
      aria-hidden="true"
      className={cn('inline-block size-2.5 flex-none rounded-[2px]', className)}
      style={{ background: `var(--c${colour})` }}
    />
  )
}
