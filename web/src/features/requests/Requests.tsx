import { useInfiniteQuery } from '@tanstack/react-query'
import { useCallback, useMemo, useRef, useState } from 'react'
import type { Event } from '@/api/client'
import { eventsQuery } from '@/api/queries'
import { ControlBar } from '@/components/frame/ControlBar'
import { PanelError } from '@/components/panel'
import { useLive } from '@/components/live'
import { useClaimColours } from '@/components/usePalette'
import { useRange, useScope } from '@/components/useScope'
import { useKeys } from '@/lib/keys'
import { modelOf } from '@/lib/names'
import { matches, mergeEvents, newestFirst } from '@/lib/match'
import { quantity } from '@/lib/format'
import { apiFilters } from '@/lib/scope'
import { rfc3339 } from '@/lib/zone'
import { EventList } from './EventList'
import { Receipt } from './Receipt'
import { StatusTabs } from './StatusTabs'

export function Requests() {
  const [scope, change] = useScope()
  const range = useRange()
  const { events: arrived, paused, feed } = useLive()
  /** While someone reads further down, what arrives waits above. */
  const [heldFrom, setHeldFrom] = useState<readonly Event[] | null>(null)
  const list = useRef<HTMLDivElement>(null)
  const query = {
    from: rfc3339(range.from),
    to: rfc3339(range.to),
    ...apiFilters(scope),
    ...(scope.status ? { status: [scope.status] } : {}),
  }
  const pages = useInfiniteQuery(eventsQuery(query))
  const fitting = useCallback(
    (events: readonly Event[]) =>
      events.filter((event) => {
        const time = Date.parse(event.time)
        return time >= range.from && time < range.to && matches(event, scope, scope.status)
      }),
    [range, scope],
  )
  const shown = heldFrom ?? arrived
  const rows = useMemo(
    () => mergeEvents(fitting(shown), pages.data?.pages.flatMap((page) => page.data) ?? []).sort(newestFirst),
    [shown, pages.data, fitting],
  )
  const models = useMemo(() => [...new Set(rows.map(modelOf))], [rows])
  useClaimColours('model', models, true)
  const waiting = heldFrom ? fitting(arrived).length - fitting(heldFrom).length : 0
  const open = (event: string | undefined) => change({ event }, scope.event !== undefined)
  const step = (by: number) => {
    const at = rows.findIndex((row) => row.id === scope.event)
    const next = rows[at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + by))]
    if (next) open(next.id)
  }
  useKeys({
    j: () => step(1),
    k: () => step(-1),
    p: () => feed.setPaused(!paused),
    Escape: () => scope.event !== undefined && open(undefined),
  })
  const onScroll = useCallback(
    (top: number) => setHeldFrom((held) => (top > 40 ? (held ?? arrived) : null)),
    [arrived],
  )
  return (
    <div className="flex h-[calc(100dvh-48px)] flex-col">
      <ControlBar />
      <h1 className="sr-only">Requests</h1>
      <main
        className={
          scope.event === undefined
            ? 'grid min-h-0 flex-1 grid-cols-1'
            : 'grid min-h-0 flex-1 grid-cols-1 md:grid-cols-[minmax(0,1fr)_480px] xl:grid-cols-[minmax(0,1fr)_540px]'
        }
      >
        <section aria-label="Requests" className="relative flex min-h-0 min-w-0 flex-col pt-3">
          <StatusTabs range={range} />
          {waiting > 0 ? (
            <button
              type="button"
              onClick={() => list.current?.scrollTo({ top: 0 })}
              className="absolute top-24 left-1/2 z-2 -translate-x-1/2 rounded-s bg-ink px-3 py-1 font-medium text-surface"
            >
              {quantity(waiting)} new, show
            </button>
          ) : null}
          {pages.isError && rows.length === 0 ? (
            <PanelError error={pages.error} retry={() => void pages.refetch()} />
          ) : (
            <EventList
              scroller={list}
              rows={rows}
              zone={range.zone}
              selected={scope.event}
              compact={scope.event !== undefined}
              onScroll={onScroll}
              loading={pages.isPending}
              stale={pages.isPlaceholderData}
              more={pages.hasNextPage}
              readMore={() => {
                if (!pages.isFetchingNextPage) void pages.fetchNextPage()
              }}
            />
          )}
        </section>
        {scope.event === undefined ? null : (
          <Receipt
            key={scope.event}
            id={scope.event}
            known={rows.find((row) => row.id === scope.event)}
            zone={range.zone}
            onClose={() => open(undefined)}
          />
        )}
      </main>
    </div>
  )
}
