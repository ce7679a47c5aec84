import { useVirtualizer } from '@tanstack/react-virtual'
import { createColumnHelper, tableFeatures, useTable } from '@tanstack/react-table'
import { Link } from '@tanstack/react-router'
import { useEffect, useSyncExternalStore, type ReactNode, type RefObject } from 'react'
import type { Event } from '@/api/client'
import { EventCost } from '@/components/events/EventCost'
import { EventTokens } from '@/components/events/tokens'
import { Swatch } from '@/components/figures/marks'
import { Skeleton } from '@/components/panel'
import { Sub } from '@/components/ui/table'
import { usePalette } from '@/components/usePalette'
import { useScope } from '@/components/useScope'
import { cn } from '@/lib/cn'
import { DASH, quantity } from '@/lib/format'
import { modelOf, providerName } from '@/lib/names'
import { clockMillis, shortDate } from '@/lib/zone'

interface Props {
  scroller: RefObject<HTMLDivElement | null>
  rows: Event[]
  zone: string
  selected: string | undefined
  /** The receipt lies beside the list, which then keeps fewer columns. */
  compact: boolean
  onScroll: (top: number) => void
  loading: boolean
  stale: boolean
  more: boolean
  readMore: () => void
}

const features = tableFeatures({})
const helper = createColumnHelper<typeof features, Event>()
const numeric = (of: 'in' | 'cached' | 'written' | 'out', header: string) =>
  helper.display({ id: of, header, cell: ({ row }) => <EventTokens event={row.original} of={of} /> })

/** Time, model and cost are drawn by hand: they carry the link, the colour and the mark. */
const columns = helper.columns([
  helper.display({ id: 'team', header: 'Team', cell: ({ row }) => told(row.original.team) }),
  helper.display({ id: 'project', header: 'Project', cell: ({ row }) => told(row.original.project) }),
  helper.display({ id: 'key', header: 'Key', cell: ({ row }) => told(row.original.key) }),
  numeric('in', 'Fresh in'),
  numeric('cached', 'Cached'),
  numeric('written', 'Written'),
  numeric('out', 'Out'),
  helper.display({
    id: 'latency',
    header: 'Latency, ms',
    cell: ({ row: { original } }) =>
      original.latency_ms === undefined ? DASH : quantity(Math.round(original.latency_ms)),
  }),
])
const NUMERIC = new Set(['in', 'cached', 'written', 'out', 'latency'])
/** Columns that give way where a receipt is open or the page is narrow. */
const GIVES_WAY: Record<string, string> = {
  project: 'max-2xl:hidden',
  key: 'max-2xl:hidden',
  written: 'max-2xl:hidden',
}

/** Only the rows in view are drawn, however many are read. */
export function EventList(props: Props) {
  const { scroller, rows, zone, selected, compact, onScroll, more, readMore } = props
  const height = useRowHeight()
  const table = useTable({ features, columns, data: rows, getRowId: (event) => event.id })
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: 16,
    getItemKey: (index) => rows[index]!.id,
  })
  useEffect(() => virtual.measure(), [virtual, height])
  const items = virtual.getVirtualItems()
  const last = items.at(-1)?.index ?? 0
  useEffect(() => {
    if (more && rows.length > 0 && last >= rows.length - 20) readMore()
  }, [more, last, rows.length, readMore])
  useEffect(() => {
    const at = rows.findIndex((row) => row.id === selected)
    if (at >= 0) virtual.scrollToIndex(at, { align: 'auto' })
    // Only another selection scrolls; arriving rows do not.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [selected])

  const modelRows = table.getRowModel().rows
  const before = items[0]?.start ?? 0
  const after = virtual.getTotalSize() - (items.at(-1)?.end ?? 0)
  const hidden = (id: string) => cn('max-lg:hidden', compact ? GIVES_WAY[id] && 'hidden' : GIVES_WAY[id])
  const span = columns.length + 3
  const newest = rows[0]
  return (
    <div
      ref={scroller}
      onScroll={(event) => onScroll(event.currentTarget.scrollTop)}
      className={cn(
        'min-h-0 flex-1 overflow-auto border-t border-line bg-surface',
        props.stale && 'opacity-45',
      )}
      aria-busy={props.stale || props.loading}
    >
      <table className="w-full border-separate border-spacing-0" aria-rowcount={more ? -1 : rows.length}>
        <thead className="sticky top-0 z-1 bg-surface">
          <tr>
            <Head>Time{newest ? `, ${shortDate(Date.parse(newest.time), zone)}` : ''}</Head>
            <Head>Model</Head>
            {table.getFlatHeaders().map((header) => (
              <Head
                key={header.id}
                numeric={NUMERIC.has(header.column.id)}
                className={hidden(header.column.id)}
              >
                <table.FlexRender header={header} />
              </Head>
            ))}
            <Head numeric className="pr-9! md:pr-13!">
              Cost
            </Head>
          </tr>
        </thead>
        <tbody>
          {props.loading
            ? Array.from({ length: 24 }, (_, i) => (
                <tr key={i}>
                  <td colSpan={span} style={{ height }} className="border-b border-line px-8">
                    <Skeleton className="h-2.5 w-1/2" />
                  </td>
                </tr>
              ))
            : null}
          <Space height={before} span={span} />
          {items.map((item) => {
            const row = modelRows[item.index]
            if (!row) return null
            const day = shortDate(Date.parse(row.original.time), zone)
            return (
              <Row
                key={row.id}
                event={row.original}
                zone={zone}
                height={height}
                selected={row.id === selected}
                day={newest && day !== shortDate(Date.parse(newest.time), zone) ? day : null}
              >
                {row.getAllCells().map((cell) => (
                  <Cell
                    key={cell.id}
                    numeric={NUMERIC.has(cell.column.id)}
                    className={hidden(cell.column.id)}
                  >
                    <table.FlexRender cell={cell} />
                  </Cell>
                ))}
              </Row>
            )
          })}
          <Space height={after} span={span} />
        </tbody>
      </table>
      {props.loading ? null : (
        <p className="px-4 py-3 text-ink-3 md:px-8">
          {rows.length === 0
            ? 'No request fits. What comes appears here by itself.'
            : more
              ? 'Older rows load as you scroll.'
              : `All ${quantity(rows.length)} shown.`}
        </p>
      )}
    </div>
  )
}

function Row({
  event,
  zone,
  height,
  selected,
  day,
  children,
}: {
  event: Event
  zone: string
  height: number
  selected: boolean
  day: string | null
  children: ReactNode
}) {
  const [scope] = useScope()
  const colour = usePalette('model')
  const model = modelOf(event)
  const time = clockMillis(Date.parse(event.time), zone)
  return (
    <tr
      data-event-id={event.id}
      aria-selected={selected}
      style={{ height }}
      className={cn(
        'relative hover:bg-hover',
        selected &&
          'bg-selected hover:bg-selected *:shadow-[inset_0_1px_0_var(--accent),inset_0_-1px_0_var(--accent)] *:first:shadow-[inset_3px_0_0_var(--accent),inset_0_1px_0_var(--accent),inset_0_-1px_0_var(--accent)]',
      )}
    >
      <Cell className="font-mono text-small whitespace-nowrap">
        <Link
          to="."
          search={{ ...scope, event: event.id } as never}
          replace={scope.event !== undefined}
          resetScroll={false}
          aria-label={`Receipt of ${model || 'a request'} at ${time}`}
          className="after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-focus"
        >
          {day ? <span className="text-ink-3">{day} </span> : null}
          {time.slice(0, 8)}
          <span className="max-lg:hidden">{time.slice(8)}</span>
        </Link>
      </Cell>
      <Cell className="max-lg:w-full max-lg:max-w-0">
        <div className="flex min-w-0 items-center gap-[9px]">
          <Swatch colour={colour(model)} className="max-lg:hidden" />
          <div className="min-w-0">
            <span className="name block truncate">{model || DASH}</span>
            <Sub className="truncate">{event.team ?? event.project ?? providerName(event.provider)}</Sub>
          </div>
        </div>
      </Cell>
      {children}
      <Cell numeric className="font-mono text-small">
        <EventCost event={event} />
      </Cell>
    </tr>
  )
}

const edge = 'px-1.5 first:pl-4 last:pr-4 md:first:pl-8 md:last:pr-8 lg:px-2'

function Head({
  numeric,
  className,
  children,
}: {
  numeric?: boolean
  className?: string | undefined
  children: ReactNode
}) {
  return (
    <th
      scope="col"
      className={cn(
        'border-b border-line-strong py-1.5 text-left text-small font-medium whitespace-nowrap text-ink-3',
        edge,
        numeric && 'text-right',
        className,
      )}
    >
      {children}
    </th>
  )
}

function Cell({
  numeric,
  className,
  children,
}: {
  numeric?: boolean
  className?: string | undefined
  children: ReactNode
}) {
  return (
    <td
      className={cn(
        'border-b border-line py-1 align-middle',
        edge,
        numeric && 'text-right whitespace-nowrap',
        className,
      )}
    >
      {children}
    </td>
  )
}

/** Stands in for the rows that are not drawn. */
function Space({ height, span }: { height: number; span: number }) {
  return height > 0 ? (
    <tr aria-hidden="true">
      <td colSpan={span} style={{ height, padding: 0 }} />
    </tr>
  ) : null
}

function told(value: string | undefined): ReactNode {
  return value === undefined ? (
    <span className="text-ink-3">none</span>
  ) : (
    <span className="name whitespace-nowrap">{value}</span>
  )
}

const NARROW = '(max-width: 1023px)'

function useRowHeight(): number {
  const narrow = useSyncExternalStore(
    (change) => {
      const query = matchMedia(NARROW)
      query.addEventListener('change', change)
      return () => query.removeEventListener('change', change)
    },
    () => matchMedia(NARROW).matches,
  )
  return narrow ? 46 : 33
}
