import { useQuery, useQueryClient } from '@tanstack/react-query'
import { createContext, useContext, useEffect, useState, useSyncExternalStore, type ReactNode } from 'react'
import { statusQuery, troubleQuery } from '@/api/queries'
import { LiveFeed, type LiveSource, type LiveState } from '@/lib/live'

const Context = createContext<LiveFeed | null>(null)

/** Sums are read again at most this often while events come. */
const REFRESH_MS = 2_000

function browserFeed(): LiveFeed {
  return new LiveFeed({
    open: () => new EventSource('/api/v1/live') as LiveSource,
    now: () => Date.now(),
    later: (task, ms) => {
      const timer = setTimeout(task, ms)
      return () => clearTimeout(timer)
    },
  })
}

/** One stream of events for the whole page; measures how long they take to the screen. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const [feed] = useState(browserFeed)
  const { data: status } = useQuery(statusQuery)
  const { data: trouble = null } = useQuery(troubleQuery)
  useEffect(() => {
    feed.start()
    return () => feed.stop()
  }, [feed])
  useEffect(() => {
    if (status) feed.setClock(status.clockOffset)
  }, [feed, status])
  useEffect(() => {
    feed.setLedger((status?.ledger_lag?.seconds ?? 0) * 1_000, trouble)
  }, [feed, status, trouble])
  return (
    <Context value={feed}>
      {children}
      <Painted feed={feed} />
      <Refresh feed={feed} />
    </Context>
  )
}

/** Runs after the batch was committed together with all rows, and reports the frame that shows it. */
function Painted({ feed }: { feed: LiveFeed }) {
  const { batch } = useSyncExternalStore(feed.subscribe, feed.snapshot)
  useEffect(() => {
    // A hidden page paints nothing until somebody looks again.
    if (document.hidden) return
    const frame = requestAnimationFrame(() => feed.painted(batch))
    return () => cancelAnimationFrame(frame)
  }, [feed, batch])
  return null
}

function Refresh({ feed }: { feed: LiveFeed }) {
  const queries = useQueryClient()
  useEffect(() => {
    let seen = feed.snapshot()
    let timer: ReturnType<typeof setTimeout> | null = null
    const unsubscribe = feed.subscribe(() => {
      const state = feed.snapshot()
      if (state.batch !== seen.batch)
        timer ??= setTimeout(() => {
          timer = null
          void queries.invalidateQueries({ queryKey: ['usage'] })
        }, REFRESH_MS)
      if (state.reconnects !== seen.reconnects) void queries.invalidateQueries()
      seen = state
    })
    return () => {
      unsubscribe()
      if (timer) clearTimeout(timer)
    }
  }, [feed, queries])
  return null
}

export function useLive(): LiveState & { feed: LiveFeed } {
  const feed = useContext(Context)
  if (!feed) throw new Error('useLive outside LiveProvider')
  return { ...useSyncExternalStore(feed.subscribe, feed.snapshot), feed }
}
