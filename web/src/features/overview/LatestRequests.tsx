import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useMemo } from 'react'
import type { Event } from '@/api/client'
import { latestQuery } from '@/api/queries'
import { EventCost } from '@/components/events/EventCost'
import { EventTokens } from '@/components/events/tokens'
import { Swatch } from '@/components/figures/marks'
import { Panel, PanelError, PanelHead, Skeleton } from '@/components/panel'
import { Button } from '@/components/ui/button'
import { Sub, Table, Td, Th, Tr } from '@/components/ui/table'
import { useLive } from '@/components/live'
import { usePalette } from '@/components/usePalette'
import { useScope } from '@/components/useScope'
import { cn } from '@/lib/cn'
import { DASH, milliseconds } from '@/lib/format'
import { useKeys } from '@/lib/keys'
import { matches, mergeEvents } from '@/lib/match'
import { modelOf, providerName, STATUS_NAMES } from '@/lib/names'
import { apiFilters } from '@/lib/scope'
import { clockMillis } from '@/lib/zone'

/** Rows that are shown, latest arrival first. */
const SHOWN = 10
const HIDDEN = 'max-lg:hidden'
const WIDEST = 'max-lg:hidden max-2xl:hidden'

export function LatestRequests({ zone }: { zone: string }) {
  const [scope] = useScope()
  const { events, paused, feed } = useLive()
  const read = useQuery(latestQuery({ ...apiFilters(scope), limit: SHOWN }))
  const rows = useMemo(
    () =>
      mergeEvents(
        events.filter((event) => matches(event, scope)),
        read.data?.data ?? [],
      ).slice(0, SHOWN),
    [events, read.data, scope],
  )
  useKeys({ p: () => feed.setPaused(!paused) })
  return (
    <Panel aria-label="Latest requests" className="col-span-full">
      <PanelHead title="Latest requests">
        <span className="flex-1" />
        <Button size="small" onClick={() => feed.setPaused(!paused)} aria-pressed={paused}>
          {paused ? 'Go on' : 'Pause'}
        </Button>
        <Link
          to="/requests"
          search={{ ...scope, only: undefined } as never}
          className="text-accent-ink underline-offset-3 hover:underline"
        >
          All requests
        </Link>
      </PanelHead>
      {read.isError ? (
        <PanelError error={read.error} retry={() => void read.refetch()} />
      ) : (
        <Table>
          <thead>
            <tr>
              <Th>Time</Th>
              <Th>Model</Th>
              <Th className={HIDDEN}>Team</Th>
              <Th className={WIDEST}>Project</Th>
              <Th className={WIDEST}>Key</Th>
              <Th numeric className={HIDDEN}>
                Fresh in
              </Th>
              <Th numeric className={HIDDEN}>
                Cached
              </Th>
              <Th numeric className={HIDDEN}>
                Written
              </Th>
              <Th numeric className={HIDDEN}>
                Out
              </Th>
              <Th numeric className={HIDDEN}>
                Latency
              </Th>
              <Th className={cn(HIDDEN, 'pl-7')}>Status</Th>
              <Th numeric className="pr-9!">
                Cost
              </Th>
            </tr>
          </thead>
          <tbody>
            {read.isPending
              ? Array.from({ length: SHOWN }, (_, i) => (
                  <tr key={i}>
                    <Td colSpan={12}>
                      <Skeleton className="h-2.5 w-1/2" />
                    </Td>
                  </tr>
                ))
              : rows.map((event) => <Row key={event.id} event={event} zone={zone} />)}
            {!read.isPending && rows.length === 0 ? (
              <tr>
                <Td colSpan={12} className="text-ink-2">
                  No request fits these filters. What comes appears here by itself.
                </Td>
              </tr>
            ) : null}
          </tbody>
        </Table>
      )}
    </Panel>
  )
}

function Row({ event, zone }: { event: Event; zone: string }) {
  const [scope] = useScope()
  const colour = usePalette('model')
  const model = modelOf(event)
  const time = clockMillis(Date.parse(event.time), zone)
  return (
    <Tr data-event-id={event.id} className="relative">
      <Td className="font-mono text-small whitespace-nowrap">
        <Link
          to="/requests"
          search={{ ...scope, only: undefined, event: event.id } as never}
          aria-label={`Receipt of ${model || 'a request'} at ${time}`}
          className="after:absolute after:inset-0"
        >
          {time.slice(0, 8)}
          <span className={HIDDEN}>{time.slice(8)}</span>
        </Link>
      </Td>
      <Td className="max-lg:w-full max-lg:max-w-0">
        <div className="flex min-w-0 items-center gap-[9px]">
          <Swatch colour={colour(model)} className={HIDDEN} />
          <div className="min-w-0">
            <span className="name block truncate">{model || DASH}</span>
            <Sub className="truncate">{event.team ?? event.project ?? providerName(event.provider)}</Sub>
          </div>
        </div>
      </Td>
      <Td className={HIDDEN}>{event.team ?? <None />}</Td>
      <Td className={WIDEST}>{event.project ?? <None />}</Td>
      <Td className={cn(WIDEST, 'font-mono text-small')}>{event.key ?? <None />}</Td>
      <Td numeric className={HIDDEN}>
        <EventTokens event={event} of="in" />
      </Td>
      <Td numeric className={HIDDEN}>
        <EventTokens event={event} of="cached" />
      </Td>
      <Td numeric className={HIDDEN}>
        <EventTokens event={event} of="written" />
      </Td>
      <Td numeric className={HIDDEN}>
        <EventTokens event={event} of="out" />
      </Td>
      <Td numeric className={HIDDEN}>
        {event.latency_ms === undefined ? DASH : milliseconds(event.latency_ms)}
      </Td>
      <Td className={cn(HIDDEN, 'pl-7')}>
        <span
          className={cn(
            event.status === 'unpriced' && 'text-warn-ink',
            event.status === 'failed' && 'text-bad-ink',
          )}
        >
          {STATUS_NAMES[event.status].toLowerCase()}
          {event.http_status !== undefined && event.http_status >= 400 ? ` ${event.http_status}` : ''}
        </span>
      </Td>
      <Td numeric className="font-mono text-small">
        <EventCost event={event} />
      </Td>
    </Tr>
  )
}

function None() {
  return <span className="text-ink-3">none</span>
}
