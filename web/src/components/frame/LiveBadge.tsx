import { useEffect, useState } from 'react'
import { useLive } from '@/components/live'
import { quantity, seconds } from '@/lib/format'
import { DELAYED_MS } from '@/lib/live'

/** How far the screen is behind the calls: a number, and a shape for each state. */
export function LiveBadge() {
  const { connection, lostAt, paused, waiting, lag, behind, trouble, feed } = useLive()
  const now = useSeconds(lostAt !== null)
  const delay = Math.max(behind, lostAt !== null ? now - lostAt : (lag ?? 0))
  const late = connection === 'lost' || trouble !== null || delay > DELAYED_MS
  const state = paused ? 'paused' : late ? 'delayed' : 'live'
  const [shape, name, colour] = {
    live: [<circle key="s" cx="4.5" cy="4.5" r="4" fill="currentColor" />, 'Live', 'text-accent-ink'],
    delayed: [<path key="s" d="M4.5.5l4 8h-8z" fill="currentColor" />, 'Delayed', 'text-warn-ink'],
    paused: [
      <path key="s" d="M2 1v7M7 1v7" stroke="currentColor" strokeWidth="2.2" />,
      'Paused',
      'text-ink-3',
    ],
  }[state] as [React.ReactNode, string, string]
  const figure = paused
    ? `${quantity(waiting)} new`
    : connection === 'connecting' || (lag === null && delay === 0)
      ? ''
      : seconds(Math.max(0, delay))
  return (
    <button
      type="button"
      onClick={() => feed.setPaused(!paused)}
      aria-pressed={paused}
      title={
        paused ? 'Show what arrived' : (trouble ?? 'From the end of a call to this screen. Press to pause.')
      }
      data-live={state}
      className={`flex h-9 items-center gap-1.5 rounded-s px-2 whitespace-nowrap hover:bg-hover lg:h-[30px] ${colour}`}
    >
      <svg width="9" height="9" viewBox="0 0 9 9" aria-hidden="true">
        {shape}
      </svg>
      {name}
      {figure ? (
        <>
          <span className="sr-only">, </span>
          <b className="font-semibold">{figure}</b>
        </>
      ) : null}
    </button>
  )
}

function useSeconds(running: boolean): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    if (!running) return
    const timer = setInterval(() => setNow(Date.now()), 1_000)
    return () => clearInterval(timer)
  }, [running])
  return now
}
